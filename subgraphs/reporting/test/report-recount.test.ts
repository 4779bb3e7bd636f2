import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addDays,
  daysOf,
  isWithin,
  monthsOf,
  type Period,
  periodOf,
  previousPeriod,
  type Weekday,
} from '@outlay/calendar/calendar.ts';
import { withSeed } from '@outlay/testkit/seeded.ts';
import { type Counted, randomEvents, standingPostings } from './random-ledger.ts';
import { openScene } from './scene.ts';

const query = `query ($period: PeriodKind!, $date: Date, $currency: CurrencyCode) {
  report(period: $period, date: $date, currency: $currency) { ... on Report {
    currency transactionCount
    period { kind start end }
    spent { minorUnits } income { minorUnits } net { minorUnits }
    spentByCategory { category { id } total { minorUnits } transactionCount percent }
    incomeByCategory { category { id } total { minorUnits } transactionCount percent }
    byDay { date spent { minorUnits } income { minorUnits } }
    byMonth { start spent { minorUnits } income { minorUnits } }
    previous {
      period { kind start end } spent { minorUnits } income { minorUnits }
      spentChange { minorUnits } incomeChange { minorUnits }
    }
    otherCurrencies { currency spent { minorUnits } income { minorUnits } }
  } }
}`;

test('a report equals a recount from the raw postings, for any period and currency', async () => {
  await withSeed(async (random) => {
    await using scene = await openScene('memory', { batchSize: 37 });
    const firstDayOfWeek = random.integer(1, 7) as Weekday;
    const book = await scene.book({ firstDayOfWeek });
    const other = await scene.book();
    const events = randomEvents(random, book, 700);
    await scene.feed(...events, ...randomEvents(random, other, 100));
    const postings = standingPostings(events);

    for (let round = 0; round < 40; round += 1) {
      const kind = random.pick(['WEEK', 'MONTH', 'YEAR'] as const);
      const date = addDays('2024-12-01', random.integer(0, 600));
      const currency = random.pick(['EUR', 'JPY', 'USD', 'CHF']);
      const { report } = await scene.ask(book, query, { period: kind, date, currency });
      const period = periodOf(kind, date, firstDayOfWeek);
      assert.deepEqual(report, recount(postings, period, currency), `${kind} ${date} ${currency}`);
    }
  });
});

/** Reckons the long way, from every posting, with nothing shared with what is tested but the calendar. */
function recount(postings: readonly Counted[], period: Period, currency: string): object {
  const inPeriod = postings.filter((one) => isWithin(one.date, period));
  const own = inPeriod.filter((one) => one.currency === currency);
  const previous = previousPeriod(period);
  const before = postings.filter(
    (one) => one.currency === currency && isWithin(one.date, previous),
  );
  const flow = flowOf(own);
  const earlier = flowOf(before);
  const others = [...new Set(inPeriod.map((one) => one.currency))].filter(
    (one) => one !== currency,
  );
  const months = period.kind === 'YEAR' ? monthsOf(period) : [];
  return {
    currency,
    transactionCount: new Set(own.map((one) => one.transaction)).size,
    period,
    ...flow,
    net: minor(sum(own, 'INCOME') - sum(own, 'EXPENSE')),
    spentByCategory: categories(own, 'EXPENSE'),
    incomeByCategory: categories(own, 'INCOME'),
    byDay: daysOf(period).map((date) => ({
      date,
      ...flowOf(own.filter((one) => one.date === date)),
    })),
    byMonth: months.map((month) => ({
      start: `${month}-01`,
      ...flowOf(own.filter((one) => one.date.startsWith(month))),
    })),
    previous: {
      period: previous,
      ...earlier,
      spentChange: minor(sum(own, 'EXPENSE') - sum(before, 'EXPENSE')),
      incomeChange: minor(sum(own, 'INCOME') - sum(before, 'INCOME')),
    },
    otherCurrencies: others
      .sort()
      .map((one) => ({ currency: one, ...flowOf(inPeriod.filter((p) => p.currency === one)) })),
  };
}

const minor = (amount: bigint) => ({ minorUnits: amount.toString() });

function sum(postings: readonly Counted[], kind: Counted['kind']): bigint {
  return postings
    .filter((one) => one.kind === kind)
    .reduce((total, { amount }) => total + amount, 0n);
}

function flowOf(postings: readonly Counted[]) {
  return { spent: minor(sum(postings, 'EXPENSE')), income: minor(sum(postings, 'INCOME')) };
}

function categories(postings: readonly Counted[], kind: Counted['kind']): object[] {
  const whole = sum(postings, kind);
  const ids = [...new Set(postings.filter((one) => one.kind === kind).map((one) => one.category))];
  return ids
    .map((id) => ({ id, own: postings.filter((one) => one.category === id) }))
    .sort((a, b) => {
      const difference = sum(b.own, kind) - sum(a.own, kind);
      return difference === 0n ? (a.id < b.id ? -1 : 1) : Number(difference);
    })
    .map(({ id, own }) => ({
      category: { id },
      total: minor(sum(own, kind)),
      transactionCount: new Set(own.map((one) => one.transaction)).size,
      percent: share(sum(own, kind), whole),
    }));
}

/** The amounts here are small enough for a float to round them as an integer would. */
function share(part: bigint, whole: bigint): number | null {
  if (whole <= 0n) return null;
  const rounded = Math.round((Math.abs(Number(part)) * 10_000) / Number(whole));
  return (part < 0n && rounded !== 0 ? -rounded : rounded) / 100;
}
