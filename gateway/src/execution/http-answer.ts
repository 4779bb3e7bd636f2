import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';
import type { Variables } from '../subscriptions/sharing.ts';
import type { Answer } from './prepare.ts';

/** The part of a request that the guards have not looked at. */
export type PlainRequest = { readonly variables: Variables; readonly contentType: string };

/**
 * What there is to know of a request like any other: an object of variables or none, no extensions, and a
 * client that takes JSON. Null for all that Apollo has something to say about; it then does.
 */
export function plainRequestOf({ body, headers }: FastifyRequest): PlainRequest | null {
  const { variables = null, extensions = null } = body as Record<string, unknown>;
  if (variables !== null && !isRecord(variables)) return null;
  if (extensions !== null && !(isRecord(extensions) && Object.keys(extensions).length === 0)) {
    return null;
  }
  // Apollo's adapter makes a URL of it.
  if (!URL.canParse(`http://${headers.host}/`)) return null;
  const contentType = contentTypeFor(headers.accept);
  return contentType === null ? null : { variables: variables ?? {}, contentType };
}

/** An answer as Apollo Server writes it, down to the new line that keeps a terminal tidy. */
export function writeAnswer({ data, json }: Answer): string {
  return `${json ?? JSON.stringify({ data })}\n`;
}

/** In the order in which Apollo offers them; a client that names none gets the first. */
const offered = [
  'application/json; charset=utf-8',
  'application/graphql-response+json; charset=utf-8',
  'application/json; callbackSpec=1.0; charset=utf-8',
];

/** Clients send a handful of headers, over and over. */
const chosen = new LRUCache<string, { readonly type: string | null }>({ max: 100 });

function contentTypeFor(accept: string | undefined): string | null {
  if (!accept) return offered[0]!;
  let known = chosen.get(accept);
  if (!known) {
    const type = new Negotiator({ headers: { accept } }).mediaType(offered) ?? null;
    known = { type };
    chosen.set(accept, known);
  }
  return known.type;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
