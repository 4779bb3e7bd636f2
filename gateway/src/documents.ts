import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { z } from 'zod';
import { refusal } from './guards/refusal.ts';

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
  /** Keeps a new document under its hash. For the caller to do once it has found the document fit. */
  readonly keep: () => void;
};

/**
 * Finds the document that a request means. Throws a refusal when its hash is not known
 * (`PERSISTED_QUERY_NOT_FOUND`: the client sends hash and text), when text and hash don't belong together
 * (`PERSISTED_QUERY_HASH_MISMATCH`), or when it is not one of those that alone are answered
 * (`DOCUMENT_NOT_TRUSTED`).
 */
export type FindDocument = (request: NamedDocument) => FoundDocument | Promise<FoundDocument>;

const persistedQuery = z.object({
  persistedQuery: z.object({
    version: z.literal(1),
    sha256Hash: z.string().regex(/^[0-9a-f]{64}$/),
  }),
});

const nothingToKeep = (): void => {};

/**
 * Documents by hash: those of our own clients, known from the start, and those that others sent before,
 * by Apollo's protocol for automatic persisted queries
 * (https://www.apollographql.com/docs/graphos/routing/operations/apq).
 */
export function createFindDocument(options: {
  /** Our own clients' documents by the SHA-256 of their text, in hexadecimal. */
  readonly trusted: ReadonlyMap<string, string>;
  /** Whether nothing but those is answered. */
  readonly onlyTrusted: boolean;
  readonly kept: KeptDocuments;
}): FindDocument {
  const { trusted, onlyTrusted, kept } = options;

  const byHash = async (hash: string): Promise<FoundDocument> => {
    const text = trusted.get(hash) ?? (onlyTrusted ? null : await kept.get(hash));
    // What comes out of a store that others write to is what it says it is, or nothing.
    if (text === null || sha256(text) !== hash) throw notFound();
    return { text, keep: nothingToKeep };
  };

  return ({ query, extensions }) => {
    const hash = hashIn(extensions);
    if (!query) {
      if (hash === null) throw nothingSent();
      return byHash(hash);
    }
    if (hash === null && !onlyTrusted) return { text: query, keep: nothingToKeep };
    const actual = sha256(query);
    if (hash !== null && hash !== actual) throw mismatch();
    if (trusted.has(actual)) return { text: query, keep: nothingToKeep };
    if (onlyTrusted) throw notTrusted();
    return { text: query, keep: () => void kept.set(actual, query).catch(nothingToKeep) };
  };
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

/** Clients of the protocol look for these very words and this status. */
function notFound(): GraphQLError {
  return refusal(200, 'PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', {
    headers: { 'cache-control': 'private, no-cache, must-revalidate' },
  });
}

function mismatch(): GraphQLError {
  const message = 'The hash is not that of the document. Send the SHA-256 of its text as it is.';
  return refusal(400, 'PERSISTED_QUERY_HASH_MISMATCH', message);
}

function notTrusted(): GraphQLError {
  const message = 'Only documents that were registered are answered here.';
  return refusal(403, 'DOCUMENT_NOT_TRUSTED', message);
}
