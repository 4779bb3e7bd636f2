import { once } from 'node:events';
import { connect } from 'node:net';
import { isCertificateCode } from './certificate-code.ts';
import { readPostgresUrl } from './postgres-client.ts';

/** What the server says of the commonest wrong settings. Source: PostgreSQL, appendix A. */
const refusals: Readonly<Record<string, string>> = {
  '28P01': 'the server refuses the password',
  '28000': 'the server refuses the user',
  '3D000': 'the server has no such database',
};

/** What passes: a lost connection, too few resources, a server that stops, starts or restarts. */
const passing = /^(08|53)...$|^57P0[123]$/;

const tlsAnswerMs = 2_000;

/**
 * What a failed connection says of a setting that no waiting puts right; null for a server that is away, or
 * whose name nobody knows yet. Repeats nothing of the URL.
 */
export async function databaseRefusal(
  error: unknown,
  url: string,
  stopping?: AbortSignal,
): Promise<string | null> {
  const { name, code } = error as { name?: unknown; code?: unknown };
  const word = String(code);
  if (refusals[word]) return refusals[word];
  if (isCertificateCode(word)) return `the server's certificate does not hold (${word})`;
  if (name === 'PostgresError') {
    return passing.test(word) ? null : `the server refuses what it asks for (${word})`;
  }
  if (typeof readPostgresUrl(url).ssl !== 'object') return null;
  return (await hasNoTls(url, stopping)) ? 'the server has no TLS, which sslmode asks for' : null;
}

/**
 * The driver says only that a connection ended when a server has no TLS, so the server is asked.
 * Source: https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL
 */
async function hasNoTls(url: string, stopping?: AbortSignal): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const bounds = [AbortSignal.timeout(tlsAnswerMs), ...(stopping ? [stopping] : [])];
  const socket = connect(Number(port || 5432), hostname);
  try {
    const answered = once(socket, 'data', { signal: AbortSignal.any(bounds) });
    socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
    const [answer] = (await answered) as [Buffer];
    return answer[0] === 'N'.charCodeAt(0);
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
