/** What tells a client that its connection is kept, and for how long, as Node's server writes it. */
export function keptConnection(keepAliveMs: number): string {
  return `connection: keep-alive\r\nkeep-alive: timeout=${Math.floor(keepAliveMs / 1_000)}`;
}

let date = '';

/** The time as HTTP writes it, made once a second. */
export function dateNow(): string {
  if (date) return date;
  const now = new Date();
  date = now.toUTCString();
  setTimeout(() => (date = ''), 1_000 - now.getMilliseconds()).unref();
  return date;
}
