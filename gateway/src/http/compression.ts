import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

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
 * Sends a body, compressed where it is long enough and the client takes that. It is done on zlib's own
 * threads, so nobody else waits for it.
 *
 * Not for what holds a secret beside something that the client sent: its length would tell how much both
 * have in common (https://www.breachattack.com).
 */
export async function sendCompressed(
  request: FastifyRequest,
  reply: FastifyReply,
  body: string | Buffer,
): Promise<FastifyReply> {
  if (body.length < smallestBytes) return reply.send(body);
  return sendEncoded(request, reply, body, (encoding) => compress(body, encoding));
}

/** Sends a body as `encoded` has it compressed, where the client takes that. */
export async function sendEncoded(
  request: FastifyRequest,
  reply: FastifyReply,
  body: string | Buffer,
  encoded: (encoding: Encoding) => Promise<Buffer>,
): Promise<FastifyReply> {
  const varies = reply.getHeader('vary');
  reply.header('vary', varies ? `${String(varies)}, accept-encoding` : 'accept-encoding');
  const encoding = encodingFor(request.headers['accept-encoding']);
  if (encoding === null) return reply.send(body);
  const bytes = await encoded(encoding);
  return reply.header('content-encoding', encoding).send(bytes);
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

function encodingFor(accept: string | string[] | undefined): Encoding | null {
  if (!accept) return null;
  const header = String(accept);
  let known = chosen.get(header);
  if (!known) {
    const negotiator = new Negotiator({ headers: { 'accept-encoding': header } });
    const taken = negotiator.encodings([...encodings]);
    known = { encoding: encodings.find((each) => taken.includes(each)) ?? null };
    chosen.set(header, known);
  }
  return known.encoding;
}
