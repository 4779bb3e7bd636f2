/** How long the storm lasts, from FAULTS_SECONDS; five minutes unless said otherwise. */
export function stormSeconds(): number {
  const text = process.env['FAULTS_SECONDS'] || '300';
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds >= 10) return seconds;
  throw new RangeError(`FAULTS_SECONDS must be a whole number of at least 10, not ${text}`);
}
