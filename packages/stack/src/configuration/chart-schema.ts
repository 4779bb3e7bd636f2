import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { pieces } from './page.ts';

export const chartSchemaFile: URL = new URL(
  '../../../../helm/outlay/values.schema.json',
  import.meta.url,
);

/** What the chart's templates set, from values of other names. */
const setByChart = new Set(
  ['HOST', 'PORT', 'METRICS_PORT', 'KEEP_ALIVE_MS', 'DRAIN_DELAY_MS', 'DRAIN_MS', 'MIGRATE'].concat(
    Object.keys(pieces).map((piece) => `${piece.toUpperCase()}_URL`),
    'JWKS_URL',
  ),
);

/**
 * The schema of the chart's values, in which the names that `services.<piece>.env` may have are those that
 * the piece reads; all else in it is written by hand. Left out is what may hold a secret, for that comes
 * from the Secret, and what the chart sets itself. Throws when the definition of a piece's names is gone.
 */
export function chartSchema(): string {
  let text = readFileSync(chartSchemaFile, 'utf8');
  for (const [piece, settings] of Object.entries(pieces)) {
    const list = new RegExp(`("${piece}Setting": \\{\\s*"enum": )\\[[^\\]]*\\]`);
    if (!list.test(text)) throw new Error(`values.schema.json has no definition ${piece}Setting`);
    text = text.replace(list, (_whole, start: string) => start + listed(settable(settings)));
  }
  return text;
}

function settable({ shape }: z.ZodObject): string[] {
  return Object.entries(shape)
    .filter(([name, field]) => !setByChart.has(name) && !mayHoldSecret(field as z.ZodType))
    .map(([name]) => name)
    .sort();
}

function mayHoldSecret(field: z.ZodType): boolean {
  return field.meta()?.['secret'] === true;
}

/** As the formatter has it: on one line where it fits. */
function listed(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`);
  const line = `[${quoted.join(', ')}]`;
  return line.length <= 80 ? line : `[\n        ${quoted.join(',\n        ')}\n      ]`;
}
