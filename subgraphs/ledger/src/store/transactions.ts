import type { ISql } from 'postgres';
import type { Entry, Leg } from '../domain/entry.ts';

type Client = ISql<{ bigint: bigint }>;

/** A transaction as it stands in the book, and what became of it. */
export type PostedTransaction = Omit<Entry, 'legs'> & {
  readonly bookId: string;
  readonly position: bigint;
  /** The ids of what took it back and of what corrects it. */
  readonly reversedBy: string | null;
  readonly replacedBy: string | null;
  /** Known when it was posted just now; read otherwise. */
  readonly legs?: readonly Leg[];
};

/** To be followed by conditions on `t`; `r` is its reversal and `c` its correction, where there is one. */
export const selectTransactions = (sql: Client) => sql`
  SELECT t.book_id AS "bookId", t.id, t.position, t.kind, t.date::text AS date, t.description,
         t.amount, t.currency, t.account_id AS "accountId", t.to_account_id AS "toAccountId",
         t.category_id AS "categoryId", t.recorded_at AS "recordedAt", t.reverses, t.replaces,
         t.import_id AS "importId", r.id AS "reversedBy", c.id AS "replacedBy"
  FROM transactions t
  LEFT JOIN transactions r ON r.book_id = t.book_id AND r.reverses = t.id
  LEFT JOIN transactions c ON c.book_id = t.book_id AND c.replaces = t.id`;

export async function readTransactions(
  sql: Client,
  bookId: string,
  ids: readonly string[],
): Promise<PostedTransaction[]> {
  return sql<PostedTransaction[]>`
    ${selectTransactions(sql)} WHERE t.book_id = ${bookId} AND t.id = ANY(${[...ids]}::uuid[])`;
}

/** What was posted to the book after a position, in order. Positions become visible in order. */
export async function readChanges(
  sql: Client,
  bookId: string,
  after: bigint,
  limit: number,
): Promise<PostedTransaction[]> {
  return sql<PostedTransaction[]>`
    ${selectTransactions(sql)} WHERE t.book_id = ${bookId} AND t.position > ${after}
    ORDER BY t.position LIMIT ${limit}`;
}

/** The legs of each transaction, in their order. */
export async function readLegs(
  sql: Client,
  bookId: string,
  transactionIds: readonly string[],
): Promise<Map<string, Leg[]>> {
  const rows = await sql<(Leg & { transactionId: string })[]>`
    SELECT p.transaction_id AS "transactionId", p.account_id AS "accountId",
           a.type AS "accountType", p.amount, p.currency
    FROM postings p JOIN accounts a ON a.book_id = p.book_id AND a.id = p.account_id
    WHERE p.book_id = ${bookId} AND p.transaction_id = ANY(${[...transactionIds]}::uuid[])
    ORDER BY p.transaction_id, p.index`;
  const legs = new Map<string, Leg[]>();
  for (const { transactionId, ...leg } of rows) {
    const known = legs.get(transactionId);
    if (known) known.push(leg);
    else legs.set(transactionId, [leg]);
  }
  return legs;
}

/** What is stored under an idempotency key; null when nothing is. */
export async function readKey(
  sql: Client,
  bookId: string,
  key: string,
): Promise<{ transactionId: string; position: bigint; hash: Uint8Array } | null> {
  const [row] = await sql<{ transactionId: string; position: bigint; hash: Uint8Array }[]>`
    SELECT id AS "transactionId", position, request_hash AS hash FROM transactions
    WHERE book_id = ${bookId} AND idempotency_key = ${key}`;
  return row ?? null;
}

/** The place of the newest event of the book; null before the first. */
export async function readPosition(sql: Client, bookId: string): Promise<bigint | null> {
  const [row] = await sql<{ sequence: bigint }[]>`
    SELECT sequence FROM outbox_keys WHERE topic = 'ledger' AND key = ${bookId}`;
  return row?.sequence ?? null;
}
