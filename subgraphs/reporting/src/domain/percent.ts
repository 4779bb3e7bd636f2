/**
 * `part` in percent of `whole`, with two decimals, half rounded away from zero; reckoned in integers.
 * Null when `whole` is not positive: there is no share of nothing.
 */
export function percentWithDecimals(part: bigint, whole: bigint): number | null {
  if (whole <= 0n) return null;
  const magnitude = part < 0n ? -part : part;
  const hundredths = (magnitude * 20_000n + whole) / (whole * 2n);
  return Number(part < 0n ? -hundredths : hundredths) / 100;
}
