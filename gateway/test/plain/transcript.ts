import { once } from 'node:events';
import { connect } from 'node:net';
import { eventually } from '@outlay/testkit/wait.ts';

export type ToldAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** They differ from one answer to the next. */
const volatile =
  /"remaining":\d+|"resetAt":"[^"]*"|r=\d+;t=\d+|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g;

const boundaries = new Set(['content-length', 'keep-alive']);

/** Takes the answers out of what a server sent, without what differs from one to the next. */
export function answersIn(received: Buffer): ToldAnswer[] {
  const answers: ToldAnswer[] = [];
  for (let from = 0; from < received.length;) {
    const end = received.indexOf('\r\n\r\n', from);
    if (end < 0) throw new Error(`no answer: ${received.toString('latin1', from)}`);
    const [first = '', ...lines] = received.toString('latin1', from, end).split('\r\n');
    const headers = lines.map((line) => {
      const colon = line.indexOf(':');
      const value = line.slice(colon + 1).trim();
      return [line.slice(0, colon).toLowerCase(), value.replaceAll(volatile, '…')] as const;
    });
    const names = headers.map(([name]) => name);
    if (new Set(names).size < names.length) throw new Error(`a header twice: ${names.join()}`);
    const { date: _date, 'x-request-id': _id, ...others } = Object.fromEntries(headers);
    const length = Number(others['content-length'] ?? 0);
    const body = received.toString('latin1', end + 4, end + 4 + length).replaceAll(volatile, '…');
    // What is not told is so in HTTP/1.1.
    const fate = { connection: 'keep-alive', ...others };
    const told = Object.entries(fate).filter(([name]) => !boundaries.has(name));
    answers.push({
      status: Number(first.split(' ')[1]),
      headers: Object.fromEntries(told.sort(([a], [b]) => (a < b ? -1 : 1))),
      body,
    });
    from = end + 4 + length;
  }
  return answers;
}

/** All that a server answers to these pieces on one connection, until it closes that. */
export async function converse(url: string, pieces: readonly Buffer[]): Promise<ToldAnswer[]> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).setNoDelay(true);
  const received: Buffer[] = [];
  let closed = false;
  socket.on('data', (bytes: Buffer) => received.push(bytes));
  socket.on('error', () => {});
  socket.on('close', () => (closed = true));
  await once(socket, 'connect');
  for (const piece of pieces) {
    const before = received.length;
    socket.write(piece);
    // The next one is to come by itself: only between answers is a request taken as a plain one.
    await eventually(() => closed || received.length > before);
    if (closed) break;
  }
  await eventually(() => closed);
  return answersIn(Buffer.concat(received));
}
