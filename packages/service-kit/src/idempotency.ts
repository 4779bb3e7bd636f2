import { createHash } from 'node:crypto';
import type { Sql, TransactionSql } from 'postgres';
import { z } from 'zod';
import { idempotencyConflict, type IdempotencyConflict } from './problems.ts';

/** The rule for the keys that clients choose. */
export const idempotencyKey = z
  .string()
  .min(8, 'must have at least 8 characters.')
  .max(128, 'must have at most 128 characters.')
  .regex(/^[\x21-\x7e]+$/, 'must consist of visible ASCII characters without spaces.');

/** Holds what was answered under each key; each subgraph has this table in its own database. */
export const idempotencyTable = `
CREATE TABLE IF NOT EXISTS idempotency_keys (
  book_id uuid NOT NULL,
  key text NOT NULL,
  request_hash bytea NOT NULL,
  answer jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (book_id, key)
)`;

/** What comes back out of JSON as it went in: no bigint, no Date. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [field: string]: Json | undefined };

type Answer = { readonly [field: string]: Json | undefined };

/** What a client sends under a key, unique within its book. */
export type KeyedRequest = {
  readonly bookId: string;
  readonly key: string;
  readonly operation: string;
  readonly input: unknown;
};

/**
 * A hash over an operation and its input, the same for equal inputs whatever the order of their fields.
 * Leave the idempotency key itself out of `input`.
 */
export function requestHash(operation: string, input: unknown): Buffer {
  return createHash('sha256')
    .update(`${operation}\n${canonical(input)}`)
    .digest();
}

/**
 * Runs `work` once per (book, key), in the caller's transaction. The same key with the same input gets
 * the first answer again; with other input it gets an `IdempotencyConflict`. A second request that comes
 * while the first is at work waits for it (the row lock of the key), on any replica.
 *
 * The answer must be JSON (ids rather than rows; its type says so) and is kept only if `keep` says so: a
 * refusal changed nothing and may be tried again under its key. The transaction must be READ COMMITTED,
 * as by default: it has to see what the request that it waited for has committed.
 */
export async function once<Given extends Answer>(
  tx: TransactionSql<{ bigint: bigint }>,
  request: KeyedRequest,
  work: () => Promise<{ answer: Given; keep: boolean }>,
): Promise<Given | IdempotencyConflict> {
  const hash = requestHash(request.operation, request.input);
  // A transaction-scoped lock on the key makes a concurrent twin wait until this one is decided.
  await tx`SELECT pg_advisory_xact_lock(hashtextextended(${`${request.bookId}/${request.key}`}, 0))`;
  const [known] = await tx<{ request_hash: Uint8Array; answer: Given }[]>`
    SELECT request_hash, answer FROM idempotency_keys
    WHERE book_id = ${request.bookId} AND key = ${request.key}`;
  if (known) {
    return hash.equals(known.request_hash) ? known.answer : idempotencyConflict(request.key);
  }
  const { answer, keep } = await work();
  if (keep) {
    await tx`
      INSERT INTO idempotency_keys (book_id, key, request_hash, answer)
      VALUES (${request.bookId}, ${request.key}, ${hash}, ${tx.json(answer as never)})`;
  }
  return answer;
}

/** Says what is answered from now on to a request that has claimed its key before its work was done. */
export async function answerLater(
  tx: TransactionSql<{ bigint: bigint }>,
  request: KeyedRequest,
  answer: Answer,
): Promise<void> {
  await tx`
    UPDATE idempotency_keys SET answer = ${tx.json(answer as never)}
    WHERE book_id = ${request.bookId} AND key = ${request.key}
      AND request_hash = ${requestHash(request.operation, request.input)}`;
}

/** Gives back a key that a request has claimed, as long as nothing else than `claimed` is answered under it. */
export async function release(
  sql: Sql<{ bigint: bigint }>,
  request: KeyedRequest,
  claimed: Answer,
): Promise<void> {
  await sql`
    DELETE FROM idempotency_keys
    WHERE book_id = ${request.bookId} AND key = ${request.key}
      AND request_hash = ${requestHash(request.operation, request.input)}
      AND answer = ${sql.json(claimed as never)}`;
}

/** JSON, except that fields are in order and that a bigint (`5n`) differs from every text and number. */
function canonical(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (value === undefined || value === null) return 'null';
  if (typeof value !== 'object' || value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const fields = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${fields.join()}}`;
}
