import type { ISql, TransactionSql } from 'postgres';
import { genesis, type SealedEntry } from '../domain/chain.ts';
import { arrayLiteral } from './array-literal.ts';

type Client = ISql<{ bigint: bigint }>;

/** The end of a book's chain. Everything up to `position` is sealed. */
export type Head = {
  readonly bookId: string;
  readonly number: bigint;
  readonly position: bigint;
  readonly hash: Buffer;
};

export type Link = Head & { readonly transactionId: string };

/** A transaction with its legs, as the chain covers them; to be followed by conditions on `t`. */
const selectSealable = (sql: Client) => sql`
  SELECT t.book_id AS "bookId", t.id, t.position, t.kind, t.date::text AS date, t.description,
         t.amount, t.currency, t.account_id AS "accountId", t.to_account_id AS "toAccountId",
         t.category_id AS "categoryId", t.recorded_at AS "recordedAt", t.reverses, t.replaces,
         t.import_id AS "importId", legs.accounts, legs.amounts, legs.currencies`;

const joinLegs = (sql: Client) => sql`
  CROSS JOIN LATERAL (
    SELECT array_agg(p.account_id ORDER BY p.index) AS accounts,
           array_agg(p.amount::text ORDER BY p.index) AS amounts,
           array_agg(p.currency ORDER BY p.index) AS currencies
    FROM postings p WHERE p.book_id = t.book_id AND p.transaction_id = t.id
  ) legs`;

type Row = Omit<SealedEntry, 'legs'> & {
  readonly accounts: readonly string[] | null;
  readonly amounts: readonly string[] | null;
  readonly currencies: readonly string[] | null;
};

function entryOf({ accounts, amounts, currencies, ...entry }: Row): SealedEntry {
  const legs = (accounts ?? []).map((accountId, index) => ({
    accountId,
    amount: BigInt(amounts?.[index] ?? 0),
    currency: currencies?.[index] ?? '',
  }));
  return { ...entry, legs };
}

/** The heads of these books; a book that has none stands at the beginning. */
export async function readHeads(sql: Client, bookIds: readonly string[]): Promise<Head[]> {
  const rows = await sql<Head[]>`
    SELECT book_id AS "bookId", number, position, hash FROM chain_heads
    WHERE book_id = ANY(${[...bookIds]}::uuid[])`;
  const found = new Map(rows.map((row) => [row.bookId, row]));
  return bookIds.map(
    (bookId) => found.get(bookId) ?? { bookId, number: 0n, position: 0n, hash: genesis },
  );
}

/**
 * Books that have had events since their head, with the newest position of each. Looks at every book,
 * so it is for now and then.
 */
export async function readUnsealedBooks(sql: Client): Promise<Map<string, bigint>> {
  const rows = await sql<{ key: string; sequence: bigint }[]>`
    SELECT k.key, k.sequence FROM outbox_keys k LEFT JOIN chain_heads h ON h.book_id = k.key
    WHERE k.topic = 'ledger' AND k.sequence > coalesce(h.position, 0)`;
  return new Map(rows.map(({ key, sequence }) => [key, sequence]));
}

/** What follows each head, in order, at most `limit` of each book. */
export async function readUnsealed(
  sql: Client,
  heads: readonly Head[],
  limit: number,
): Promise<SealedEntry[]> {
  const rows = await sql<Row[]>`
    ${selectSealable(sql)}
    FROM unnest(
      ${arrayLiteral(heads.map(({ bookId }) => bookId))}::uuid[],
      ${arrayLiteral(heads.map(({ position }) => position))}::bigint[]
    ) AS head (book_id, position)
    CROSS JOIN LATERAL (
      SELECT * FROM transactions
      WHERE book_id = head.book_id AND position > head.position ORDER BY position LIMIT ${limit}
    ) t
    ${joinLegs(sql)}
    ORDER BY t.book_id, t.position`;
  return rows.map(entryOf);
}

/** Writes links, and the heads that they lead to, in one transaction. */
export async function writeLinks(
  tx: TransactionSql<{ bigint: bigint }>,
  links: readonly Link[],
  heads: readonly Head[],
): Promise<void> {
  await tx`
    INSERT INTO chain (book_id, number, transaction_id, position, hash)
    SELECT * FROM unnest(
      ${arrayLiteral(links.map(({ bookId }) => bookId))}::uuid[],
      ${arrayLiteral(links.map(({ number }) => number))}::bigint[],
      ${arrayLiteral(links.map(({ transactionId }) => transactionId))}::uuid[],
      ${arrayLiteral(links.map(({ position }) => position))}::bigint[],
      ${arrayLiteral(links.map(({ hash }) => hash))}::bytea[])`;
  await tx`
    INSERT INTO chain_heads (book_id, number, position, hash)
    SELECT * FROM unnest(
      ${arrayLiteral(heads.map(({ bookId }) => bookId))}::uuid[],
      ${arrayLiteral(heads.map(({ number }) => number))}::bigint[],
      ${arrayLiteral(heads.map(({ position }) => position))}::bigint[],
      ${arrayLiteral(heads.map(({ hash }) => hash))}::bytea[])
    ON CONFLICT (book_id) DO UPDATE SET
      number = excluded.number, position = excluded.position, hash = excluded.hash`;
}

/** A book's links after a number, with what they were made of; null where the transaction is gone. */
export async function readSealed(
  sql: Client,
  bookId: string,
  after: bigint,
  limit: number,
): Promise<{ link: Link; entry: SealedEntry | null }[]> {
  type Both = Row & {
    readonly number: bigint;
    readonly linked: string;
    readonly linkedPosition: bigint;
    readonly hash: Buffer;
  };
  const rows = await sql<Both[]>`
    ${selectSealable(sql)}, link.number, link.transaction_id AS linked,
      link.position AS "linkedPosition", link.hash
    FROM (
      SELECT * FROM chain WHERE book_id = ${bookId} AND number > ${after}
      ORDER BY number LIMIT ${limit}
    ) link
    LEFT JOIN transactions t ON t.book_id = link.book_id AND t.id = link.transaction_id
    ${joinLegs(sql)}
    ORDER BY link.number`;
  return rows.map(({ number, linked, linkedPosition, hash, ...row }) => ({
    link: { bookId, number, transactionId: linked, position: linkedPosition, hash },
    entry: row.id === null ? null : entryOf(row),
  }));
}

/** The first transaction up to a position that no link tells of: it was slipped in afterwards. */
export async function readUnlinked(
  sql: Client,
  bookId: string,
  { number, position }: Pick<Head, 'number' | 'position'>,
): Promise<string | null> {
  const [counted] = await sql<{ entries: bigint }[]>`
    SELECT count(*) AS entries FROM transactions
    WHERE book_id = ${bookId} AND position <= ${position}`;
  if (counted?.entries === number) return null;
  const [row] = await sql<{ id: string }[]>`
    SELECT id FROM transactions t
    WHERE book_id = ${bookId} AND position <= ${position} AND NOT EXISTS (
      SELECT FROM chain WHERE book_id = ${bookId} AND transaction_id = t.id)
    ORDER BY position LIMIT 1`;
  return row?.id ?? null;
}

export async function countAfter(sql: Client, bookId: string, position: bigint): Promise<bigint> {
  const [row] = await sql<{ entries: bigint }[]>`
    SELECT count(*) AS entries FROM transactions
    WHERE book_id = ${bookId} AND position > ${position}`;
  return row?.entries ?? 0n;
}

/** Whether the book's postings sum to zero per currency, and its balances are those of a recount. */
export async function isBalanced(sql: Client, bookId: string): Promise<boolean> {
  const [row] = await sql<{ balanced: boolean }[]>`
    WITH recount AS (
      SELECT account_id, currency, sum(amount) AS balance FROM postings
      WHERE book_id = ${bookId} GROUP BY account_id, currency
    ), kept AS (
      SELECT account_id, currency, balance FROM account_balances WHERE book_id = ${bookId}
    )
    SELECT NOT EXISTS (SELECT FROM recount GROUP BY currency HAVING sum(balance) <> 0)
       AND NOT EXISTS (
         SELECT FROM recount FULL JOIN kept USING (account_id, currency)
         WHERE recount.balance IS DISTINCT FROM kept.balance) AS balanced`;
  return row?.balanced ?? false;
}
