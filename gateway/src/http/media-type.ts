import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

/** What a client gets its answer as. */
export type MediaType = {
  readonly contentType: string;
  /**
   * The status of a GraphQL error in a request that could be read: 400, but 200 for clients that ask for
   * `application/json` by name. Those were made before there was another type; they take anything but 200
   * for a failure on the way and don't read what went wrong (GraphQL over HTTP, 6.4.1).
   */
  readonly wrongOperation: 200 | 400;
  /**
   * The status of what is told with 200 though there are no data, as a hash that nobody knows: in the newer
   * type that is never 200 (GraphQL over HTTP, 6.4.2).
   */
  readonly withoutData: 200 | 400;
};

/** In the order in which they are offered; a client that names none gets the first. */
const offered = [
  'application/json; charset=utf-8',
  'application/graphql-response+json; charset=utf-8',
] as const;

export const plainJson: MediaType = {
  contentType: offered[0],
  wrongOperation: 400,
  withoutData: 200,
};

/** Clients send a handful of headers, over and over. */
const chosen = new LRUCache<string, { readonly type: MediaType | null }>({
  max: 100,
  maxSize: 50_000,
  sizeCalculation: (_type, accept) => accept.length,
});

/** What an `Accept` header asks for; null when nothing that there is. */
export function mediaTypeFor(accept: string | undefined): MediaType | null {
  if (!accept) return plainJson;
  let known = chosen.get(accept);
  if (!known) {
    const contentType = new Negotiator({ headers: { accept } }).mediaType([...offered]);
    known = { type: contentType ? typeOf(contentType, accept) : null };
    chosen.set(accept, known);
  }
  return known.type;
}

function typeOf(contentType: string, accept: string): MediaType {
  const isOlder = contentType === offered[0];
  const byName = isOlder && /\bapplication\/json\b/i.test(accept);
  return { contentType, wrongOperation: byName ? 200 : 400, withoutData: isOlder ? 200 : 400 };
}
