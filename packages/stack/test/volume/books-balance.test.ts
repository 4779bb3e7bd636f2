import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addDays } from '@outlay/calendar/calendar.ts';
import { type Random, withSeed } from '@outlay/testkit/seeded.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import type { Stack } from '../../src/stack.ts';
import { type TemporaryStack, temporaryStack } from '../fixture/temporary-stack.ts';
import { assertBalanced } from './balance.ts';
import { type Book, carryOut, openBook, type Run, runnerOn } from './books.ts';
import { days, firstDay, type Meant, meaningOf, nothing, planSteps } from './plan.ts';
import { recountLedger, type Recount } from './recount.ts';
import { type Report, reportText, toldBy } from './report.ts';
import { type Kind, spanBefore, spanOf } from './spans.ts';

const postings = 100_000;
/** Enough for the ledger to gather writes into batches. */
const writesAtOnce = 256;
const weeksPerBook = 6;
const catchUpMs = 120_000;

/** Every first day of a week, currencies of 0, 2 and 3 decimals, zones on both sides of UTC. */
const people = [
  { currencies: ['EUR', 'JPY'], timeZone: 'Europe/Berlin' },
  { currencies: ['JPY', 'USD'], timeZone: 'Asia/Tokyo' },
  { currencies: ['KWD', 'EUR', 'JPY'], timeZone: 'Asia/Kuwait' },
  { currencies: ['USD'], timeZone: 'America/Los_Angeles' },
  { currencies: ['GBP', 'KWD'], timeZone: 'Europe/London' },
  { currencies: ['CHF', 'EUR'], timeZone: 'Pacific/Kiritimati' },
  { currencies: ['INR', 'USD', 'KWD'], timeZone: 'Asia/Kolkata' },
].map((person, index) => ({ ...person, firstDayOfWeek: index + 1 }));

let outlay: TemporaryStack;
let stack: Stack;

before(async () => {
  outlay = await temporaryStack('volume');
  stack = outlay.stack;
});

after(() => outlay?.[Symbol.asyncDispose]());

test(`after ${postings} random postings books balance and reports equal a recount`, (t) =>
  withSeed(async (random) => {
    t.diagnostic(`OUTLAY_TEST_SEED=${random.seed}`);
    const run = runnerOn(stack.subgraphs);
    const books = await Promise.all(people.map((who) => openBook(run, stack.subgraphs, who)));
    const steps = planSteps(random, books, postings);
    await carryOut(run, books, steps, writesAtOnce);
    t.diagnostic(`${steps.length} writes are kept`);

    const ledger = stack.postgres.url('ledger');
    await assertBalanced(ledger, postings);
    for (const book of books) await assertSealed(run, book);
    for (const book of books) await assertCaughtUp(run, book);

    const meant = meaningOf(steps);
    const recount = await recountLedger(ledger);
    let reports = 0;
    try {
      for (const [place, book] of books.entries()) {
        for (const [kind, date, currency] of asked(random, book)) {
          const report = await assertRecounted({ run, recount, book }, kind, date, currency);
          const month = `${place}/${currency}/${date.slice(0, 7)}`;
          if (kind === 'MONTH') assertMeant(report, meant.get(month) ?? nothing);
          reports += 1;
        }
      }
    } finally {
      await recount.close();
    }
    t.diagnostic(`${reports} reports equal their recount`);
  }));

/** Every month and year that anything was posted in, those around them, and some weeks. */
function asked(random: Random, { currencies }: Book): [Kind, string, string][] {
  const monthsOf = (year: number) =>
    Array.from({ length: 12 }, (_, index) => `${year}-${String(index + 1).padStart(2, '0')}-15`);
  const weeks = Array.from({ length: weeksPerBook }, () =>
    addDays(firstDay, random.integer(0, days - 1)),
  );
  const dates: [Kind, string][] = [
    ...[2024, 2025, 2026].flatMap(monthsOf).map((date): [Kind, string] => ['MONTH', date]),
    ...[2023, 2024, 2025, 2026].map((year): [Kind, string] => ['YEAR', `${year}-07-01`]),
    ...weeks.map((date): [Kind, string] => ['WEEK', date]),
  ];
  return currencies.flatMap((currency) =>
    dates.map(([kind, date]): [Kind, string, string] => [kind, date, currency]),
  );
}

type Held = { readonly run: Run; readonly recount: Recount; readonly book: Book };

async function assertRecounted(
  { run, recount, book }: Held,
  kind: Kind,
  date: string,
  currency: string,
): Promise<Report> {
  const period = spanOf(kind, date, book.firstDayOfWeek);
  const previous = spanBefore(kind, period, book.firstDayOfWeek);
  const { report } = await run<{ report: Report }>('reporting', book.viewer, reportText, {
    period: kind,
    date,
    currency,
  });
  const counted = await recount(book.viewer.bookId, { period, previous, currency });
  assert.deepEqual(toldBy(report, { period, previous, currency }), counted);
  return report;
}

/** Against what was asked for, whatever became of it on the way. */
function assertMeant(report: Report, { spent, income, transactions }: Meant): void {
  assert.deepEqual(
    [report.spent.minorUnits, report.income.minorUnits, report.transactionCount],
    [`${spent}`, `${income}`, transactions],
  );
}

/** The ledger's own check, over its hash chain and its balances. */
async function assertSealed(run: Run, { viewer }: Book): Promise<void> {
  const text = '{ book { verification { intact sealedEntries unsealedEntries } } }';
  await eventually(
    async () => {
      const { book } = await run<Sealed>('ledger', viewer, text, {});
      assert.ok(book.verification.intact);
      return book.verification.unsealedEntries === '0';
    },
    { timeoutMs: catchUpMs },
  );
}

async function assertCaughtUp(run: Run, { viewer }: Book): Promise<void> {
  const { book } = await run<{ book: { position: string } }>(
    'ledger',
    viewer,
    '{ book { position } }',
    {},
  );
  const wanted = { period: 'MONTH', date: firstDay, atLeast: book.position };
  await eventually(
    async () => {
      const { report } = await run<{ report: Report }>('reporting', viewer, reportText, wanted);
      return (
        report.__typename === 'Report' && assert.equal(report.position, book.position) === undefined
      );
    },
    { timeoutMs: catchUpMs },
  );
}

type Sealed = { book: { verification: { intact: boolean; unsealedEntries: string } } };
