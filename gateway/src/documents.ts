import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { refusal } from './guards/refusal.ts';
import { documentsTotal } from './metrics.ts';

/** The part of a request that says which document is meant: its text, its hash, or both. */
export type NamedDocument = {
  readonly query?: string | null | undefined;
  readonly extensions?: unknown;
};

/** Where documents that clients sent are kept by their hash; losing one costs a client a second request. */
export type KeptDocuments = {
  readonly get: (hash: string) => Promise<string | null>;
  readonly set: (hash: string, text: string) => Promise<void>;
};

export type FoundDocument = {
  readonly text: string;
  /** Whether it is one of our own clients'. */
  readonly isTrusted: boolean;
  /** Keeps a new document under its hash. For the caller to do once it has found the document fit. */
  readonly keep?: () => void;
};

/**
 * Finds the document that a request means. Throws a refusal when its hash is not known
 * (`PERSISTED_QUERY_NOT_FOUND`: the client sends hash and text), when text and hash don't belong together
 * (`PERSISTED_QUERY_HASH_MISMATCH`), or when it is not one of those that alone are answered
 * (`DOCUMENT_NOT_TRUSTED`).
 */
export type FindDocument = (request: NamedDocument) => FoundDocument | Promise<FoundDocument>;

export type DocumentsOptions = {
  /** Our own clients' documents by the SHA-256 of their text, in hexadecimal. */
  readonly trusted: ReadonlyMap<string, string>;
  /** Whether nothing but those is answered. */
  readonly onlyTrusted: boolean;
  readonly kept: KeptDocuments;
};

const persistedQuery = z.object({
  persistedQuery: z.object({
    version: z.literal(1),
    sha256Hash: z.string().regex(/^[0-9a-f]{64}$/),
  }),
});

const counted = (outcome: string) => documentsTotal.labels(outcome);
const counts = {
  text: counted('text'),
  trusted: counted('trusted'),
  kept: counted('kept'),
  registered: counted('registered'),
  unknown: counted('unknown'),
  refused: counted('refused'),
};

/** Those that were asked for last, so that the store that others see as well is not asked each time. */
const rememberedCharacters = 1_000_000;

/**
 * Documents by hash: those of our own clients, known from the start, and those that others sent before,
 * by Apollo's protocol for automatic persisted queries
 * (https://www.apollographql.com/docs/graphos/routing/operations/apq).
 */
export function createFindDocument({ trusted, onlyTrusted, kept }: DocumentsOptions): FindDocument {
  const trustedTexts = new Set(trusted.values());
  const remembered = new LRUCache<string, string>({
    maxSize: rememberedCharacters,
    sizeCalculation: (text) => text.length + 1,
  });

  async function keptUnder(hash: string): Promise<FoundDocument> {
    const text = await kept.get(hash);
    // What comes out of a store that others write to is what it says it is, or nothing.
    if (text === null || sha256(text) !== hash) throw notFound();
    remembered.set(hash, text);
    return found('kept', text);
  }

  function byHash(hash: string): FoundDocument | Promise<FoundDocument> {
    const own = trusted.get(hash);
    if (own !== undefined) return found('trusted', own);
    if (onlyTrusted) throw notFound();
    const text = remembered.get(hash);
    return text === undefined ? keptUnder(hash) : found('kept', text);
  }

  return ({ query, extensions }) => {
    const hash = hashIn(extensions);
    if (!query) {
      if (hash === null) throw nothingSent();
      return byHash(hash);
    }
    if (hash !== null && hash !== sha256(query)) throw mismatch();
    if (trustedTexts.has(query)) return found('trusted', query);
    if (onlyTrusted) throw notTrusted();
    if (hash === null || remembered.has(hash)) return found('text', query);
    const keep = (): void => {
      counts.registered.value += 1;
      remembered.set(hash, query);
      // Lost, it is asked for again.
      kept.set(hash, query).catch(() => {});
    };
    return { text: query, isTrusted: false, keep };
  };
}
function found(how: 'text' | 'trusted' | 'kept', text: string): FoundDocument {
  counts[how].value += 1;
  return { text, isTrusted: how === 'trusted' };
}

function hashIn(extensions: unknown): string | null {
  if (typeof extensions !== 'object' || extensions === null) return null;
  if (!('persistedQuery' in extensions)) return null;
  const parsed = persistedQuery.safeParse(extensions);
  if (parsed.success) return parsed.data.persistedQuery.sha256Hash;
  const message =
    'Send `extensions.persistedQuery` as { "version": 1, "sha256Hash": … }, in lower-case hexadecimal.';
  throw refusal(400, 'PERSISTED_QUERY_NOT_SUPPORTED', message);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function nothingSent(): GraphQLError {
  const message = 'Send a JSON object with the document as text under `query`.';
  return refusal(400, 'BAD_REQUEST', message);
}

/** Clients of the protocol look for these very words and, where they get the older type, this status. */
function notFound(): GraphQLError {
  counts.unknown.value += 1;
  return refusal(200, 'PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', {
    headers: { 'cache-control': 'private, no-cache, must-revalidate' },
  });
}

function mismatch(): GraphQLError {
  const message = 'The hash is not that of the document. Send the SHA-256 of its text as it is.';
  return refusal(400, 'PERSISTED_QUERY_HASH_MISMATCH', message);
}

function notTrusted(): GraphQLError {
  counts.refused.value += 1;
  const message =
    'Only documents that were registered are answered here. Have yours added to schema/operations, or ask whoever runs this.';
  return refusal(403, 'DOCUMENT_NOT_TRUSTED', message);
}
