type Value = string | number | bigint | boolean | Uint8Array | null;

/**
 * A column of values as PostgreSQL's array text. The driver guesses an array's type by its first
 * element, and wrongly for bytea, bigint and boolean; as text, the statement's own casts decide.
 */
export function arrayLiteral(values: readonly Value[]): string {
  return `{${values.map(elementOf).join(',')}}`;
}

function elementOf(value: Value): string {
  if (value === null) return 'NULL';
  if (value instanceof Uint8Array) return `"\\\\x${Buffer.from(value).toString('hex')}"`;
  if (typeof value !== 'string') return String(value);
  return `"${value.replace(/[\\"]/g, '\\$&')}"`;
}
