export type HttpMessage = { readonly head: string; readonly body: Buffer };

const headEnd = Buffer.from('\r\n\r\n');
const chunksEnd = Buffer.from('\r\n0\r\n\r\n');
const nothing: Buffer = Buffer.alloc(0);

/**
 * Takes the messages out of what comes on one connection of HTTP/1.1, for next to nothing. Of a body in
 * chunks it knows only where it ends, and that only as the last message.
 */
export class HttpMessages {
  #received = nothing;

  /** The messages that are whole with these bytes. */
  read(bytes: Buffer): readonly HttpMessage[] {
    const received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
    const messages: HttpMessage[] = [];
    let from = 0;
    for (;;) {
      const headTo = received.indexOf(headEnd, from);
      if (headTo < 0) break;
      const head = received.toString('latin1', from, headTo);
      const bodyFrom = headTo + headEnd.length;
      const to = bodyFrom + bodyLength(head, received.subarray(bodyFrom));
      if (to > received.length) break;
      messages.push({ head, body: received.subarray(bodyFrom, to) });
      from = to;
    }
    this.#received = from < received.length ? received.subarray(from) : nothing;
    return messages;
  }
}

/** Infinity while that can't be told. */
function bodyLength(head: string, body: Buffer): number {
  const given = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (given !== undefined) return Number(given);
  if (!/\r\ntransfer-encoding: chunked/i.test(head)) return 0;
  return body.subarray(-chunksEnd.length).equals(chunksEnd) ? body.length : Infinity;
}
