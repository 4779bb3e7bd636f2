import { STATUS_CODES } from 'node:http';
import { dateNow, keptConnection } from '../http/kept-connection.ts';
import { exposedHeaders, manners } from '../http/manners.ts';
import type { Reply } from '../http/reply.ts';

export type WrittenMessage = {
  readonly bytes: string | Buffer;
  readonly encoding: 'latin1' | 'utf8';
  /** Whether the connection ends with it. */
  readonly isLast: boolean;
};

export type WritingOptions = {
  readonly keepAliveMs: number;
  /** Whether pages of other origins may call, who get more headers than these. */
  readonly hasOrigins: boolean;
};

/** Writes answers as they go over the wire, with the headers that Node's server gives any answer. */
export function createWriteMessage({ keepAliveMs, hasOrigins }: WritingOptions) {
  const kept = keptConnection(keepAliveMs);
  // What a page of another origin gets beyond that, it gets from the HTTP server.
  const crossing = hasOrigins && { 'access-control-expose-headers': exposedHeaders.join(', ') };
  const ofEach: Readonly<Record<string, string>> = { ...manners, ...crossing };
  const manneredLines = linesOf(ofEach);
  const origin = hasOrigins ? 'Origin' : undefined;

  function headOf(
    { status, headers }: Reply,
    requestId: string,
    length: number,
    isLast: boolean,
  ): string {
    let own = '';
    let varies = origin;
    let isMannered = true;
    for (const name of Object.keys(headers)) {
      const value = headers[name];
      if (name === 'vary') varies = origin === undefined ? value : `${origin}, ${value}`;
      else own += `${name}: ${value}\r\n`;
      if (ofEach[name] !== undefined) isMannered = false;
    }
    if (varies !== undefined) own += `vary: ${varies}\r\n`;
    const others = isMannered ? manneredLines : linesOf(ofEach, headers);
    const start = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nx-request-id: ${requestId}\r\n`;
    const fate = isLast ? 'connection: close' : kept;
    return `${start}${others}${own}date: ${dateNow()}\r\n${fate}\r\ncontent-length: ${length}\r\n\r\n`;
  }

  return (reply: Reply, requestId: string, isLast: boolean): WrittenMessage => {
    const { body } = reply;
    const length = Buffer.byteLength(body);
    const head = headOf(reply, requestId, length, isLast);
    if (typeof body !== 'string') {
      const bytes = Buffer.concat([Buffer.from(head, 'latin1'), body]);
      return { bytes, encoding: 'latin1', isLast };
    }
    // All of it is ASCII most often, which is written as it is.
    return { bytes: head + body, encoding: length === body.length ? 'latin1' : 'utf8', isLast };
  };
}

/** Header lines, but for those that others take the place of. */
function linesOf(headers: Readonly<Record<string, string>>, others: object = {}): string {
  const lines = Object.entries(headers).filter(([name]) => !(name in others));
  return lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
}
