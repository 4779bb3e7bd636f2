import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import type { Chart } from '../src/domain/chart.ts';
import { expense, reversalOf, type Entry } from '../src/domain/entry.ts';
import { openCharts } from '../src/store/charts.ts';
import { type KeyedWrite, openPoster, type Poster } from '../src/store/poster.ts';
import { type Harness, startHarness } from './harness.ts';

/** The write path under the API: many writes, one statement, each its own outcome. */

let ledger: Harness;
let poster: Poster;
before(async () => {
  ledger = await startHarness();
  poster = openPoster(ledger.databaseUrl, { onPosted: () => {} });
});
after(async () => {
  await poster.stop();
  await ledger[Symbol.asyncDispose]();
});

async function openedBook(): Promise<{ viewer: Viewer; chart: Chart }> {
  const viewer = await ledger.signUp();
  const chart = await eventually(() => openCharts(ledger.sql as never).of(viewer.bookId));
  return { viewer, chart };
}

function entryIn(chart: Chart, change: Partial<Entry> = {}): Entry {
  const accounts = [...chart.accounts.values()];
  const account = accounts.find(({ code }) => code === 'cash');
  const category = accounts.find(({ code }) => code === 'other');
  assert.ok(account && category);
  const heading = {
    id: uuidv7(),
    date: '2026-03-01',
    description: 'Tea "for two" \\ {a,b}',
    recordedAt: new Date('2026-03-01T10:00:00.123Z'),
  };
  const sum = { amount: 100n, currency: 'EUR' };
  return { ...expense(heading, sum, { account, category }), ...change };
}

function writeOf(chart: Chart, entries: readonly Entry[], key: string = randomUUID()): KeyedWrite {
  const hash = createHash('sha256').update(key).digest();
  return { bookId: chart.book.id, key, hash, entries };
}

test('one bad write in a batch of a hundred fails alone', async () => {
  const { chart } = await openedBook();
  const { chart: foreign } = await openedBook();
  const unbalanced = entryIn(chart);
  const bad = new Map<number, Entry>([
    [13, { ...unbalanced, legs: unbalanced.legs.map((leg) => ({ ...leg, amount: 1n })) }],
    [50, entryIn(chart, { kind: 'THEFT' as never })],
  ]);
  const strangers = new Map<number, Entry>([[77, entryIn(foreign)]]);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 100 }, (_, index) => {
      const entry = bad.get(index) ?? strangers.get(index) ?? entryIn(chart);
      return poster.post(writeOf(chart, [entry]));
    }),
  );
  for (const [index, outcome] of outcomes.entries()) {
    if (bad.has(index)) assert.equal(outcome.status, 'rejected', `write ${index}`);
    else {
      assert.equal(outcome.status, 'fulfilled', `write ${index}`);
      const expected = strangers.has(index) ? 'chart' : 'stored';
      assert.equal(outcome.value.outcome, expected, `write ${index}`);
    }
  }
  const rows = await ledger.sql<{ position: string; sequence: string; description: string }[]>`
    SELECT t.position, k.sequence, t.description FROM transactions t
    JOIN outbox_keys k ON k.key = t.book_id WHERE t.book_id = ${chart.book.id} ORDER BY t.position`;
  assert.equal(rows.length, 97);
  const positions = rows.map(({ position }) => Number(position));
  const [first = 0] = positions;
  assert.deepEqual(
    positions,
    Array.from({ length: 97 }, (_, index) => first + index),
  );
  assert.equal(Number(rows[0]?.sequence), positions.at(-1), 'no position was taken in vain');
  assert.equal(rows[0]?.description, 'Tea "for two" \\ {a,b}');
});

test('each write of one batch gets its own outcome', async () => {
  const { chart } = await openedBook();
  const original = entryIn(chart);
  const known = writeOf(chart, [original]);
  await poster.post(known);
  const taken = { ...known, hash: createHash('sha256').update('other').digest() };
  const reversal = reversalOf(original, uuidv7(), new Date());
  const outcomes = await Promise.all([
    poster.post(writeOf(chart, [entryIn(chart)])),
    poster.post({ ...known, entries: [entryIn(chart)] }),
    poster.post(taken),
    poster.post(writeOf(chart, [reversal])),
    poster.post(writeOf(chart, [reversalOf(original, uuidv7(), new Date())])),
    poster.post(writeOf(chart, [entryIn(chart, { currency: 'USD' })])),
  ]);
  assert.deepEqual(
    outcomes.map(({ outcome }) => outcome),
    ['stored', 'replayed', 'conflict', 'stored', 'reversed', 'stored'],
  );
  assert.equal((outcomes[1] as { transactionId: string }).transactionId, original.id);
});

test('writes of many books at once keep each book’s positions without a gap, and its events in order', async () => {
  const books = await Promise.all(Array.from({ length: 8 }, openedBook));
  const other = openPoster(ledger.databaseUrl, { onPosted: () => {} });
  await Promise.all(
    Array.from({ length: 400 }, (_, index) => {
      const { chart } = books[index % books.length] as { chart: Chart };
      return [poster, other][index % 2]?.post(writeOf(chart, [entryIn(chart)]));
    }),
  );
  await other.stop();
  for (const { chart } of books) {
    const rows = await ledger.sql<{ position: string }[]>`
      SELECT position FROM transactions WHERE book_id = ${chart.book.id} ORDER BY position`;
    const positions = rows.map(({ position }) => Number(position));
    assert.equal(positions.length, 50);
    assert.equal((positions.at(-1) ?? 0) - (positions[0] ?? 0), 49);
    const sequences = await eventually(async () => {
      const events = (await ledger.events()).filter(({ key }) => key === chart.book.id);
      return events.length === positions.at(-1)
        ? events.map(({ sequence }) => Number(sequence))
        : null;
    });
    assert.deepEqual(
      sequences,
      Array.from({ length: sequences.length }, (_, index) => index + 1),
    );
  }
});

test('an account that was closed after the decision takes only what is taken back', async () => {
  const { viewer, chart } = await openedBook();
  const original = entryIn(chart);
  await poster.post(writeOf(chart, [original]));
  await ledger.sql`
    UPDATE accounts SET archived = true WHERE book_id = ${viewer.bookId} AND code = 'cash'`;
  const late = await poster.post(writeOf(chart, [entryIn(chart)]));
  assert.equal(late.outcome, 'chart');
  const reversal = reversalOf(original, uuidv7(), new Date());
  const correction = entryIn(chart, { amount: 200n, replaces: original.id });
  const taken = await poster.post(writeOf(chart, [reversal, correction]));
  assert.equal(taken.outcome, 'stored');

  const { accountId, legs } = correction;
  const bank = [...chart.accounts.values()].find(({ code }) => code === 'bank');
  assert.ok(bank);
  await ledger.sql`
    UPDATE accounts SET archived = true WHERE book_id = ${viewer.bookId} AND code = 'bank'`;
  const moved = await poster.post(
    writeOf(chart, [
      reversalOf(correction, uuidv7(), new Date()),
      entryIn(chart, {
        replaces: correction.id,
        accountId: bank.id,
        legs: legs.map((leg) =>
          leg.accountId === accountId ? { ...leg, accountId: bank.id } : leg,
        ),
      }),
    ]),
  );
  assert.equal(moved.outcome, 'chart', 'it was never posted to this one');
});
