/** A whole request as most are, read off the bytes of its connection. */
export type PlainRequest = {
  readonly headers: PlainHeaders;
  readonly body: Buffer;
};

/** By their names in lower case; each came once. */
export type PlainHeaders = Readonly<Record<string, string>>;

/** The head of a request as it came, and what it says. */
export type PlainHead = { readonly text: string; readonly headers: PlainHeaders };

const headEnd = Buffer.from('\r\n\r\n');
/** Longer ones are for Node's parser to accept or refuse. */
const longestHead = 8 * 1024;
/** One header of RFC 9112, 5: a token, and visible ASCII without a space at either end. */
const line = /([!#$%&'*+.^_`|~\dA-Za-z-]+):[ ]*([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)[ ]*\r\n/y;

/** They give a request other boundaries, its connection another fate, or its body another meaning. */
const unusual = [
  'transfer-encoding',
  'content-encoding',
  'expect',
  'upgrade',
  'te',
  'trailer',
  'proxy-connection',
];

/**
 * Reads the head of a request if the bytes are one whole plain request and nothing beyond it: a POST of JSON to
 * the path of `requestLine`, with headers of the plainest form and a `Content-Length`. Undefined for anything
 * else, right or wrong. `previous` is the last head on the same connection, which is most often the same.
 */
export function readPlainHead(
  bytes: Buffer,
  requestLine: string,
  previous?: PlainHead,
): PlainHead | undefined {
  const end = bytes.indexOf(headEnd);
  if (end < 0 || end > longestHead) return undefined;
  const text = bytes.toString('latin1', 0, end + 2);
  const head = text === previous?.text ? previous : parseHead(text, requestLine);
  if (!head) return undefined;
  return Number(head.headers['content-length']) === bytes.length - end - headEnd.length
    ? head
    : undefined;
}

/** The body of a request with this head. */
export function plainBody(bytes: Buffer, { text }: PlainHead): Buffer {
  return bytes.subarray(text.length + 2);
}

function parseHead(text: string, requestLine: string): PlainHead | undefined {
  if (!text.startsWith(requestLine)) return undefined;
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  line.lastIndex = requestLine.length;
  while (line.lastIndex < text.length) {
    const found = line.exec(text);
    if (!found) return undefined;
    const name = found[1]!.toLowerCase();
    if (name in headers) return undefined;
    headers[name] = found[2]!;
  }
  return isPlain(headers) ? { text, headers } : undefined;
}

function isPlain(headers: PlainHeaders): boolean {
  if (unusual.some((name) => name in headers)) return false;
  const { host, connection = 'keep-alive' } = headers;
  if (host === undefined || connection.toLowerCase() !== 'keep-alive') return false;
  if (!/^\d{1,8}$/.test(headers['content-length'] ?? '')) return false;
  return /^application\/json(; ?charset=utf-8)?$/i.test(headers['content-type'] ?? '');
}
