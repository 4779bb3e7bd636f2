type Value = string | number | bigint | Uint8Array | null;

/**
 * A column of values as PostgreSQL's array text. The driver guesses an array's type by its first
 * element, and wrongly for bytea and bigint; as text, the statement's own casts decide.
 */
export function arrayLiteral(values: readonly Value[]): string {
  let literal = '';
  for (const value of values) literal += literal === '' ? elementOf(value) : `,${elementOf(value)}`;
  return `{${literal}}`;
}

/** Rows as one array for each of their columns. */
export function arrayLiterals(rows: readonly (readonly Value[])[], columns: number): string[] {
  return Array.from({ length: columns }, (_, column) =>
    arrayLiteral(rows.map((row) => row[column] ?? null)),
  );
}

/** What has a meaning in an array's text, or would be taken for NULL. */
const special = /[^\w.:-]|^$|^null$/i;

function elementOf(value: Value): string {
  if (value === null) return 'NULL';
  if (value instanceof Uint8Array) return `"\\\\x${Buffer.from(value).toString('hex')}"`;
  if (typeof value !== 'string') return String(value);
  return special.test(value) ? `"${value.replace(/[\\"]/g, '\\$&')}"` : value;
}
