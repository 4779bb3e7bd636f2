import { STATUS_CODES } from 'node:http';
import { manners } from './manners.ts';

/** What is told on a connection for which there is no response of Node's, and which ends with it. */
export type BareAnswer = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** Beside the manners, by their names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
};

/** The whole answer, in the form that clients of GraphQL understand. */
export function writeBareAnswer({ status, code, message, headers }: BareAnswer): string {
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  const all = {
    ...manners,
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`;
}
