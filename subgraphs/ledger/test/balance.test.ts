import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { type Random, withSeed } from '@outlay/testkit/seeded.ts';
import { type Data, type Harness, newKey, startHarness } from './harness.ts';
import { accountsOf, categoriesOf, mutate, type MutationName } from './operations.ts';

let ledger: Harness;
before(async () => {
  ledger = await startHarness();
});
after(() => ledger[Symbol.asyncDispose]());

/** One random request; many of them are refused, which must change nothing. */
function anything(
  random: Random,
  { accounts, expenses, incomes, posted }: Record<string, readonly string[]>,
): [MutationName, object] {
  const pick = (ids: readonly string[] = []): string =>
    random.pick(ids.length > 0 ? ids : ['none']);
  const amount = { amount: (random.integer(1, 99_999) / 100).toFixed(2) };
  const some = { amount, accountId: pick(accounts), date: `2026-0${random.integer(1, 9)}-15` };
  return random.pick<() => [MutationName, object]>([
    () => ['addExpense', { ...some, categoryId: pick(expenses) }],
    () => ['addExpense', { amount, description: random.pick(['Lunch', 'Rent', 'Bus', '']) }],
    () => ['addIncome', { ...some, categoryId: pick(incomes) }],
    () => ['addRefund', { ...some, categoryId: pick(expenses) }],
    () => ['addTransfer', { amount, fromAccountId: pick(accounts), toAccountId: pick(accounts) }],
    () => ['editExpense', { id: pick(posted), amount }],
    () => ['editExpense', { id: pick(posted), accountId: pick(accounts), description: 'Moved' }],
    () => ['removeExpense', { id: pick(posted) }],
    () => ['removeTransaction', { id: pick(posted) }],
    () => [
      'openAccount',
      {
        name: `Account ${random.integer(1, 30)}`,
        type: random.pick(['ASSET', 'LIABILITY']),
        currency: random.pick(['EUR', 'JPY', 'KWD']),
        openingBalance: String(random.integer(-500, 500)),
      },
    ],
    () => ['updateAccount', { id: pick(accounts), archived: random.chance(0.3) }],
  ])();
}

async function recount(viewer: Viewer): Promise<void> {
  const { sql } = ledger;
  const { bookId } = viewer;
  const sums = await sql`
    SELECT currency FROM postings WHERE book_id = ${bookId}
    GROUP BY currency HAVING sum(amount) <> 0`;
  assert.deepEqual([...sums], [], 'the book balances in every currency');
  const differing = await sql`
    SELECT * FROM (
      SELECT account_id, currency, sum(amount) AS balance FROM postings
      WHERE book_id = ${bookId} GROUP BY 1, 2
    ) counted FULL JOIN (
      SELECT account_id, currency, balance FROM account_balances WHERE book_id = ${bookId}
    ) kept USING (account_id, currency)
    WHERE counted.balance IS DISTINCT FROM kept.balance`;
  assert.deepEqual([...differing], [], 'balances equal a recount');
  const positions = await sql<{ count: number; sequence: number; categories: number }[]>`
    SELECT (SELECT count(*)::int FROM transactions WHERE book_id = ${bookId}) AS count,
           (SELECT sequence::int FROM outbox_keys WHERE key = ${bookId}) AS sequence,
           (SELECT count(*)::int FROM accounts
            WHERE book_id = ${bookId} AND type IN ('EXPENSE', 'INCOME')) AS categories`;
  const [{ count = 0, sequence = 0, categories = 0 } = {}] = positions;
  assert.equal(sequence, count + categories, 'every position is an event');
}

test('whatever is asked in whatever order, every book balances and balances equal a recount', () =>
  withSeed(async (random) => {
    const viewer = await ledger.signUp();
    const posted: string[] = [];
    for (let round = 0; round < 12; round += 1) {
      const accounts = (await accountsOf(ledger, viewer)).map(({ id }) => id);
      const categories = await categoriesOf(ledger, viewer);
      const ofKind = (kind: string) =>
        categories.filter((one) => one.kind === kind).map(({ id }) => id);
      const lists = { accounts, posted, expenses: ofKind('EXPENSE'), incomes: ofKind('INCOME') };
      // At once, so that they meet in batches, and some of them twice under one key.
      const requests = Array.from({ length: 20 }, () => anything(random, lists)).flatMap(
        ([name, input]) => {
          const request = [name, { ...input, idempotencyKey: newKey() }] as const;
          return random.chance(0.2) ? [request, request] : [request];
        },
      );
      const answers: Data[] = await Promise.all(
        requests.map(([name, input]) => mutate(ledger, viewer, name, input)),
      );
      posted.push(...answers.flatMap(({ transaction }) => (transaction ? [transaction.id] : [])));
      await recount(viewer);
    }
    assert.ok(posted.length > 20, `only ${posted.length} were posted`);
  }));
