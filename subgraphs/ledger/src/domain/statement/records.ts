import { parse } from 'csv-parse/sync';

/** One line of the file, in its cells; `line` counts from 1 and is where the record begins. */
export type SourceRecord = {
  readonly line: number;
  readonly cells: readonly string[];
  readonly text: string;
};

export const delimiters = [',', ';', '\t', '|'] as const;

type Parsed = { record: string[]; raw: string; info: { lines: number } };

/**
 * Splits a file into records. An opening quote that is never closed would swallow the rest of the file;
 * then every line is read by itself, so that only the broken one is lost.
 */
export function splitRecords(source: string, delimiter: string): SourceRecord[] {
  // csv-parse counts a quoted \r\n as two lines.
  const text = source.replace(/\r\n?/g, '\n');
  const whole = parseCsv(text, delimiter);
  if (whole) return whole.map(toRecord).filter(hasContent);
  return text
    .split('\n')
    .map((line, index) => ({
      line: index + 1,
      cells: parseCsv(line, delimiter)?.[0]?.record ?? [line],
      text: line,
    }))
    .filter(hasContent);
}

const linesSampled = 60;
const charactersSampled = 100_000;

/**
 * The delimiter by which most lines fall into the same number of cells, at least two. Null when the
 * text is no table.
 */
export function detectDelimiter(text: string): string | null {
  const sample = text
    .slice(0, charactersSampled)
    .split(/\r\n|\n|\r/)
    .slice(0, linesSampled)
    .join('\n');
  const scored = delimiters.map((delimiter) => {
    const counts = new Map<number, number>();
    for (const { cells } of splitRecords(sample, delimiter)) {
      counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
    }
    const [width = 1, lines = 0] = [...counts].sort((a, b) => b[1] * b[0] - a[1] * a[0])[0] ?? [];
    return { delimiter, score: width > 1 ? lines * (width - 1) : 0 };
  });
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  return best.score > 0 ? best.delimiter : null;
}

function parseCsv(text: string, delimiter: string): Parsed[] | null {
  try {
    return parse(text, {
      delimiter,
      bom: true,
      info: true,
      raw: true,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as Parsed[];
  } catch {
    return null;
  }
}

function toRecord({ record, raw, info }: Parsed): SourceRecord {
  const text = raw.trim();
  const inside = text.match(/\n/g)?.length ?? 0;
  return { line: info.lines - inside, cells: record, text };
}

function hasContent({ cells }: SourceRecord): boolean {
  return cells.some((cell) => cell.trim() !== '');
}
