import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { type Harness, startHarness } from './harness.ts';
import { succeed } from './operations.ts';

/** What the database itself refuses, whoever asks. */

let ledger: Harness;
let viewer: Viewer;
let transactionId: string;
before(async () => {
  ledger = await startHarness();
  viewer = await ledger.signUp();
  const { transaction } = await succeed(ledger, viewer, 'addExpense', { amount: { amount: '5' } });
  transactionId = transaction.id;
  await eventually(async () => (await ledger.sql`SELECT FROM chain`).length > 0);
});
after(() => ledger[Symbol.asyncDispose]());

for (const table of ['transactions', 'postings', 'chain']) {
  test(`${table} only grow`, async () => {
    const refused = { code: '23001', message: /Nothing in \w+ is ever changed or deleted/ };
    const { sql } = ledger;
    await assert.rejects(sql.unsafe(`UPDATE ${table} SET book_id = book_id`), refused);
    await assert.rejects(sql.unsafe(`DELETE FROM ${table}`), refused);
    await assert.rejects(sql.unsafe(`TRUNCATE ${table} CASCADE`), refused);
  });
}

type InsertOptions = {
  readonly book?: string;
  readonly count?: number;
  readonly reverses?: string | null;
  readonly inOne?: boolean;
  /** Of the legs; that of the transaction when left out. */
  readonly account?: string | null;
  /** The first leg's. */
  readonly index?: number;
  readonly category?: string | null;
};

/** Inserts a copy of the transaction with these legs (amount and currency), in one statement or two. */
async function insert(
  legs: readonly (readonly [number, string])[],
  options: InsertOptions = {},
): Promise<void> {
  const { book = viewer.bookId, count = legs.length, reverses = null, inOne = true } = options;
  const { account = null, index: first = 0, category = null } = options;
  const { sql } = ledger;
  const id = uuidv7();
  const head = sql`
    INSERT INTO transactions (book_id, id, position, kind, date, description, amount, currency,
      account_id, category_id, recorded_at, legs, words, reverses)
    SELECT ${book}, ${id}, (SELECT max(position) + 1 FROM transactions), kind, date, description,
      amount, currency, coalesce(${account}::uuid, account_id), ${category}::uuid, recorded_at,
      ${count}, words, ${reverses}
    FROM transactions WHERE id = ${transactionId}`;
  const tail = sql`
    INSERT INTO postings (book_id, transaction_id, index, account_id, amount, currency)
    SELECT ${book}, ${id}, l.index, coalesce(${account}::uuid, t.account_id), l.amount, l.currency
    FROM transactions t, unnest(
      ${legs.map((_, index) => String(first + index))}::smallint[],
      ${legs.map(([amount]) => String(amount))}::bigint[],
      ${legs.map(([, currency]) => currency)}::text[]
    ) AS l (index, amount, currency) WHERE t.id = ${transactionId}`;
  if (inOne) {
    await sql`WITH head AS (${head}) ${tail}`;
    return;
  }
  await sql.begin(async (tx) => {
    await tx`${head}`;
    await tx`${tail}`;
  });
}

const balanced = [
  [500, 'EUR'],
  [-500, 'EUR'],
] as const;

const unbalanced = { code: '23514', constraint_name: 'transactions_balanced' };

test('a transaction must balance in each currency', async () => {
  await insert([
    [500, 'EUR'],
    [-500, 'EUR'],
  ]);
  await assert.rejects(
    insert([
      [500, 'EUR'],
      [-499, 'EUR'],
    ]),
    unbalanced,
  );
  await assert.rejects(
    insert([
      [500, 'EUR'],
      [-500, 'USD'],
    ]),
    unbalanced,
  );
});

test('a transaction without postings, or with fewer than it says, is refused', async () => {
  await assert.rejects(insert([], { count: 2 }), unbalanced);
  await assert.rejects(
    insert(
      [
        [500, 'EUR'],
        [-500, 'EUR'],
      ],
      { count: 3 },
    ),
    unbalanced,
  );
});

test('a transaction is inserted together with its postings', async () => {
  const legs = [
    [500, 'EUR'],
    [-500, 'EUR'],
  ] as const;
  await assert.rejects(insert(legs, { inOne: false }), unbalanced);
});

test('nothing is added to a transaction later, balanced or not', async () => {
  const { sql } = ledger;
  await assert.rejects(
    sql`INSERT INTO postings (book_id, transaction_id, index, account_id, amount, currency)
        SELECT book_id, transaction_id, index + 2, account_id, amount, currency
        FROM postings WHERE transaction_id = ${transactionId}`,
    unbalanced,
  );
});

test('a transaction is reversed once', async () => {
  const legs = [
    [500, 'EUR'],
    [-500, 'EUR'],
  ] as const;
  await insert(legs, { reverses: transactionId });
  await assert.rejects(insert(legs, { reverses: transactionId }), {
    code: '23505',
    constraint_name: 'transactions_reverses',
  });
});

const noAccount = { code: '23503', constraint_name: 'postings_account' };

test('an account of another book is refused', async () => {
  const other = await ledger.signUp();
  await succeed(ledger, other, 'addExpense', { amount: { amount: '5' } });
  await assert.rejects(insert(balanced, { book: other.bookId }), noAccount);
});

test('an account that is not there, or of another currency, is refused', async () => {
  await assert.rejects(insert(balanced, { account: uuidv7() }), noAccount);
  const dollars = [
    [500, 'USD'],
    [-500, 'USD'],
  ] as const;
  await assert.rejects(insert(dollars), noAccount);
});

test('a closed account takes only what takes back or corrects something of its own', async () => {
  const { sql } = ledger;
  const [{ id } = { id: '' }] = await sql<{ id: string }[]>`
    UPDATE accounts SET archived = true WHERE book_id = ${viewer.bookId} AND type = 'ASSET'
      AND id <> (SELECT account_id FROM transactions WHERE id = ${transactionId})
    RETURNING id`;
  assert.ok(id);
  await assert.rejects(insert(balanced, { account: id }), noAccount);
  const [first] = await sql<{ id: string }[]>`
    SELECT id FROM transactions WHERE book_id = ${viewer.bookId} AND id <> ${transactionId}
      AND reverses IS NULL LIMIT 1`;
  assert.ok(first);
  await assert.rejects(insert(balanced, { account: id, reverses: first.id }), noAccount);
});

test('a transaction names only accounts that it posts to', async () => {
  const [category] = await ledger.sql<{ id: string }[]>`
    SELECT id FROM accounts WHERE book_id = ${viewer.bookId} AND type = 'EXPENSE' LIMIT 1`;
  assert.ok(category);
  await assert.rejects(insert(balanced, { category: category.id }), unbalanced);
});

test('postings without a transaction, or outside of its places, are refused', async () => {
  const { sql } = ledger;
  await assert.rejects(
    sql`INSERT INTO postings (book_id, transaction_id, index, account_id, amount, currency)
        SELECT book_id, ${uuidv7()}, index, account_id, amount, currency
        FROM postings WHERE transaction_id = ${transactionId}`,
    unbalanced,
  );
  await assert.rejects(insert(balanced, { index: 1 }), unbalanced);
  await assert.rejects(insert(balanced, { index: -1 }), {
    code: '23514',
    constraint_name: 'postings_index',
  });
});

test('accounts stay, and stay what they are', async () => {
  const { sql } = ledger;
  const refused = { code: '23001' };
  await assert.rejects(sql`DELETE FROM accounts`, refused);
  await assert.rejects(sql`UPDATE accounts SET currency = 'USD' WHERE type = 'ASSET'`, refused);
  await assert.rejects(sql`UPDATE accounts SET type = 'LIABILITY' WHERE type = 'ASSET'`, refused);
});
