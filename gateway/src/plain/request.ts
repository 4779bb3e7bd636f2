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
 * else, right or wrong. `previous` is the last head on the same connection, which is most often the same; where
 * connections are a proxy's, it is one of those that `known` remembers.
 */
export function readPlainHead(
  bytes: Buffer,
  requestLine: string,
  previous?: PlainHead,
  known?: KnownHeads,
): PlainHead | undefined {
  const end = bytes.indexOf(headEnd);
  if (end < 0 || end > longestHead) return undefined;
  const text = bytes.toString('latin1', 0, end + 2);
  const head =
    text === previous?.text
      ? previous
      : (knownHead(text, known) ?? parseAndKeep(text, requestLine, known));
  if (!head) return undefined;
  return Number(head.headers['content-length']) === bytes.length - end - headEnd.length
    ? head
    : undefined;
}

/** The body of a request with this head. */
export function plainBody(bytes: Buffer, { text }: PlainHead): Buffer {
  return bytes.subarray(text.length + 2);
}

/** Heads that came before, whichever connection they came on. What they say follows from their text alone. */
export type KnownHeads = {
  readonly get: (text: string) => PlainHead | undefined;
  readonly set: (text: string, head: PlainHead) => unknown;
};

/** Longer heads are read anew each time, and kept by nobody. */
export const longestKept = 1_024;

function knownHead(text: string, known: KnownHeads | undefined): PlainHead | undefined {
  return text.length <= longestKept ? known?.get(text) : undefined;
}

function parseAndKeep(
  text: string,
  requestLine: string,
  known: KnownHeads | undefined,
): PlainHead | undefined {
  const head = parseHead(text, requestLine);
  if (head && text.length <= longestKept) known?.set(text, head);
  return head;
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
