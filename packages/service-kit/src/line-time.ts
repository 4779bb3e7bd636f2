let second = Number.NaN;
let written = '';

/**
 * The time of a log line in ISO 8601, as pino wants it: `,"time":"2026-03-01T12:00:00.000Z"`. A busy piece
 * writes thousands of lines a second, whose times differ in their milliseconds alone.
 */
export function timeOfLine(now: number = Date.now()): string {
  const ms = now % 1_000;
  if (now - ms !== second) {
    second = now - ms;
    written = `,"time":"${new Date(second).toISOString().slice(0, -'000Z'.length)}`;
  }
  return `${written}${String(ms).padStart(3, '0')}Z"`;
}
