import { compareAggregates } from '@outlay/reporting/jobs/rebuild.ts';
import type { Databases, Kept, Violation, Witness } from './kept.ts';
import { unless } from './kept.ts';
import type { Rule } from './rules.ts';

type Row = {
  readonly id: string;
  readonly key: string | null;
  readonly reverses: string | null;
  readonly replaces: string | null;
  readonly description: string;
  readonly imported: boolean;
};

/** What a book holds, against what was acknowledged to its owner and what they ever sent. */
export async function auditBook(
  { ledger }: Databases,
  { bookId, writer, changes }: Witness,
): Promise<Violation[]> {
  const rows = await ledger<Row[]>`
    SELECT id, idempotency_key AS key, reverses, replaces, description,
           import_id IS NOT NULL AS imported
    FROM transactions WHERE book_id = ${bookId} ORDER BY position`;
  const ids = new Set(rows.map(({ id }) => id));
  const posted = rows.filter(({ reverses }) => reverses === null);
  const copies = Map.groupBy(posted, ({ description }) => description);
  const lost = writer.acknowledged.filter(
    ({ transactionId, descriptions }) =>
      (transactionId !== undefined && !ids.has(transactionId)) ||
      descriptions.some((words) => !copies.has(words)),
  );
  const replaced = new Set(posted.map(({ replaces }) => replaces));
  const strange = rows.filter(({ key, reverses, imported }) =>
    // Without a key stands only the reversal that belongs to an edit; imported rows make their own.
    key === null
      ? reverses === null || !replaced.has(reverses)
      : !imported && !writer.keys.has(key),
  );
  return [
    ...unless(
      'no acknowledged write is lost',
      lost.map(({ key }) => key),
    ),
    ...unless(
      'no write is doubled',
      [...copies].flatMap(([words, same]) => (same.length > 1 ? [words] : [])),
    ),
    ...unless('nothing is posted that nobody sent', strange),
    ...unless('right requests are answered, and the same again', writer.surprises),
    ...unless('no request is given up', writer.unanswered),
    ...inOrder('every change is streamed once and in order', rows, changes?.seen),
  ];
}

/** What was seen must be all there is, in order, from the first that was seen on. */
export function inOrder(
  rule: Rule,
  all: readonly { readonly id: string }[],
  seen: readonly { readonly id: string }[] | undefined,
): Violation[] {
  if (!seen) return [];
  const from = all.findIndex(({ id }) => id === seen[0]?.id);
  const expected = (from < 0 ? all : all.slice(from)).map(({ id }) => id);
  const place = Array.from({ length: Math.max(expected.length, seen.length) }).findIndex(
    (_, index) => expected[index] !== seen[index]?.id,
  );
  if (place < 0) return [];
  const detail = { place, expected: expected[place], seen: seen[place]?.id };
  return unless(rule, [{ ...detail, of: [expected.length, seen.length] }]);
}

/** Every book sums to zero, its balances are those of a recount, its positions have no gap. */
export async function auditBalances(
  { ledger }: Databases,
  books: readonly string[],
): Promise<Violation[]> {
  const own = ledger`book_id = ANY(${[...books]}::uuid[])`;
  const unbalanced = await ledger`
    SELECT book_id, transaction_id, currency FROM postings WHERE ${own}
    GROUP BY book_id, transaction_id, currency HAVING sum(amount) <> 0`;
  const balances = await ledger`
    SELECT book_id, account_id, kept.balance, counted.balance AS counted
    FROM (SELECT * FROM account_balances WHERE ${own}) kept
    FULL JOIN (
      SELECT book_id, account_id, currency, sum(amount) AS balance FROM postings WHERE ${own}
      GROUP BY book_id, account_id, currency
    ) counted USING (book_id, account_id, currency)
    WHERE kept.balance IS DISTINCT FROM counted.balance`;
  const twice = await ledger`
    SELECT book_id, reverses FROM transactions WHERE ${own} AND reverses IS NOT NULL
    GROUP BY book_id, reverses HAVING count(*) > 1`;
  return [
    ...unless('every transaction sums to zero', unbalanced),
    ...unless('every balance is that of a recount', balances),
    ...unless('nothing is reversed twice', twice),
  ];
}

type Verified = {
  readonly book: {
    readonly verification: { readonly intact: boolean; readonly unsealedEntries: string };
  };
};

const verification = '{ book { verification { intact unsealedEntries firstBrokenTransaction } } }';

/** The ledger's own check of the hash chain, as any client asks for it. */
export async function auditChain({ bookId, person }: Witness): Promise<Violation[]> {
  const found = await person.client
    .request<Verified>(verification)
    .then(({ book }) => book.verification)
    .catch((error: Error) => ({ intact: false, unsealedEntries: '', error: error.message }));
  const whole = found.intact && found.unsealedEntries === '0';
  return unless('every hash chain is whole', whole ? [] : [{ bookId, ...found }]);
}

/** The aggregates, row for row against those that a rebuild from the log makes. */
export async function auditRebuild(
  { databaseUrl, eventLog }: Kept,
  books: readonly string[],
): Promise<Violation[]> {
  const found = await compareAggregates({ databaseUrl: databaseUrl('reporting'), eventLog });
  const own = found.filter(({ live, rebuilt }) =>
    books.some((bookId) => (live ?? rebuilt)?.includes(bookId)),
  );
  return unless('aggregates equal a rebuild', own);
}

type Total = { readonly total: string };

/** The aggregates against the ledger's own rows, which a rebuild from an incomplete log would miss. */
export async function auditRecount(
  { ledger, reporting }: Databases,
  books: readonly string[],
): Promise<Violation[]> {
  const counted = await ledger<Total[]>`
    SELECT concat_ws(' ', p.book_id, coalesce(o.date, t.date), p.account_id, p.currency,
                     sum(CASE a.type WHEN 'EXPENSE' THEN p.amount ELSE -p.amount END)) AS total
    FROM postings p
    JOIN transactions t ON t.book_id = p.book_id AND t.id = p.transaction_id
    JOIN accounts a ON a.book_id = p.book_id AND a.id = p.account_id
    LEFT JOIN transactions o ON o.book_id = t.book_id AND o.id = t.reverses
    WHERE p.book_id = ANY(${[...books]}::uuid[]) AND a.type IN ('EXPENSE', 'INCOME')
    GROUP BY p.book_id, coalesce(o.date, t.date), p.account_id, p.currency
    HAVING sum(p.amount) <> 0`;
  const kept = await reporting<Total[]>`
    SELECT concat_ws(' ', book_id, date, category_id, currency, total_minor) AS total
    FROM daily_totals WHERE book_id = ANY(${[...books]}::uuid[]) AND total_minor <> 0`;
  const [ledgers, reports] = [counted, kept].map((rows) => new Set(rows.map(({ total }) => total)));
  return unless('aggregates equal a recount of the ledger', [
    ...[...(ledgers ?? [])].filter((one) => !reports?.has(one)).map((ledger) => ({ ledger })),
    ...[...(reports ?? [])].filter((one) => !ledgers?.has(one)).map((report) => ({ report })),
  ]);
}
