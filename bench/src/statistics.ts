/** The value below which the given share of the samples lies (nearest rank); NaN without samples. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

export function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

/** Prints rows as an aligned table with a header of their keys. */
export function printTable(rows: readonly Readonly<Record<string, string | number>>[]): void {
  const header = Object.keys(rows[0] ?? {});
  const lines = [header, ...rows.map((row) => header.map((key) => String(row[key])))];
  const widths = header.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  for (const line of lines) {
    process.stdout.write(`  ${line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}\n`);
  }
}
