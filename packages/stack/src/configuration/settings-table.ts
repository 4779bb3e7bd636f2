import { z } from 'zod';

/** What one process reads from its environment. */
export type Piece = { readonly name: string; readonly settings: z.ZodObject };

type Row = {
  readonly name: string;
  readonly meaning: string;
  readonly default: string;
  readonly secret: boolean;
  readonly pieces: string[];
};

/**
 * The settings of all pieces as one Markdown table, from the schemas that read them. A setting that
 * several pieces share has one row; where its default or meaning differs, one for each.
 */
export function settingsTable(pieces: readonly Piece[]): string {
  const rows = new Map<string, Row>();
  for (const { name: piece, settings } of pieces) {
    for (const row of rowsOf(settings)) {
      const key = JSON.stringify(row);
      const known = rows.get(key) ?? { ...row, pieces: [] };
      known.pieces.push(piece);
      rows.set(key, known);
    }
  }
  const sorted = [...rows.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const columns = ['variable', 'meaning', 'default', 'secret', 'read by'];
  const body = sorted.map((row) => [
    `\`${row.name}\``,
    row.meaning.replaceAll('|', '\\|'),
    row.default,
    row.secret ? 'yes' : '',
    row.pieces.length === pieces.length ? 'all' : row.pieces.join(', '),
  ]);
  // Where there is one piece, nobody asks which.
  const shownColumns = pieces.length === 1 ? -1 : columns.length;
  return [columns, columns.map(() => '---'), ...body]
    .map((cells) => `| ${cells.slice(0, shownColumns).join(' | ')} |`)
    .join('\n');
}

function rowsOf(settings: z.ZodObject): Omit<Row, 'pieces'>[] {
  const { properties = {}, required = [] } = z.toJSONSchema(settings, {
    io: 'input',
    unrepresentable: 'any',
  });
  return Object.entries(properties).map(([name, schema]) => {
    const { description = '', secret } = schema as z.core.JSONSchema.BaseSchema;
    return {
      name,
      meaning: description,
      default: required.includes(name) ? 'required' : shown(defaultOf(settings.shape[name])),
      secret: secret === true,
    };
  });
}

/** As it would be written into the environment, whatever it becomes when it is read. */
function defaultOf(setting: unknown): unknown {
  if (setting instanceof z.ZodPipe) return defaultOf(setting.def.in);
  return setting instanceof z.ZodDefault ? setting.def.defaultValue : undefined;
}

function shown(value: unknown): string {
  return value === undefined || value === '' ? '' : `\`${String(value)}\``;
}
