/** How long the storm lasts, from FAULTS_SECONDS; five minutes unless said otherwise. */
export function stormSeconds(): number {
  const text = process.env['FAULTS_SECONDS'] || '300';
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds >= 10) return seconds;
  throw new RangeError(`FAULTS_SECONDS must be a whole number of at least 10, not ${text}`);
}

/** How many of the planted bugs are tried, from FAULTS_BUGS; all of them unless said otherwise. */
export function bugsToTry(all: number): number {
  const count = Number(process.env['FAULTS_BUGS'] || all);
  if (Number.isInteger(count) && count >= 1 && count <= all) return count;
  throw new RangeError(`FAULTS_BUGS must be a whole number from 1 to ${all}`);
}
