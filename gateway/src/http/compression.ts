import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';
import type { Reply } from './reply.ts';

/** The best first. */
const encodings = ['br', 'gzip'] as const;
export type Encoding = (typeof encodings)[number];

/** What fits into one packet is there as soon uncompressed. */
const smallestBytes = 1_400;

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** Clients send a handful of headers, over and over. */
const chosen = new LRUCache<string, { readonly encoding: Encoding | null }>({
  max: 100,
  maxSize: 50_000,
  sizeCalculation: (_encoding, accept) => accept.length,
});

/**
 * The same answer, compressed where it is long enough and the client takes that (`Accept-Encoding`). It is
 * done on zlib's own threads, so nobody else waits for it.
 *
 * Not for what holds a secret beside something that the client sent: its length would tell how much both
 * have in common (https://www.breachattack.com).
 */
export function compressed(accept: string | undefined, reply: Reply): Reply | Promise<Reply> {
  const { body } = reply;
  if (body.length < smallestBytes) return reply;
  return encoded(accept, reply, (encoding) => compress(body, encoding));
}

/** The same answer as `encode` has its body compressed, where the client takes that. */
export function encoded(
  accept: string | undefined,
  reply: Reply,
  encode: (encoding: Encoding) => Promise<Buffer>,
): Reply | Promise<Reply> {
  const headers = { ...reply.headers, vary: 'accept-encoding' };
  const encoding = encodingFor(accept);
  if (encoding === null) return { ...reply, headers };
  return encode(encoding).then((body) => {
    return { ...reply, headers: { ...headers, 'content-encoding': encoding }, body };
  });
}

/** Brotli's fourth level takes as long as gzip's usual one and gives less. */
export function compress(body: string | Buffer, encoding: Encoding): Promise<Buffer> {
  if (encoding === 'gzip') return zip(body);
  const params = {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_QUALITY]: 4,
  };
  return brotli(body, { params });
}

function encodingFor(accept: string | undefined): Encoding | null {
  if (!accept) return null;
  let known = chosen.get(accept);
  if (!known) {
    const negotiator = new Negotiator({ headers: { 'accept-encoding': accept } });
    const taken = negotiator.encodings([...encodings]);
    known = { encoding: encodings.find((each) => taken.includes(each)) ?? null };
    chosen.set(accept, known);
  }
  return known.encoding;
}
