import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEvent } from '@outlay/events/contract.ts';
import { transactionPosted, transactionReversed } from '@outlay/events/ledger.ts';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import * as fc from 'fast-check';
import { effectsOf, type TransactionEvent, totalsOf } from './aggregate.ts';

const bookId = uuidv7();
const [food, fun, salary] = [uuidv7(), uuidv7(), uuidv7()];

type Leg = [string, 'EXPENSE' | 'INCOME' | 'ASSET', bigint, string?];

function event(date: string, legs: Leg[], reverses?: string): TransactionEvent {
  const reversal = reverses !== undefined;
  const wire = {
    id: '018f0000-0000-4000-8000-000000000000',
    topic: 'ledger',
    type: reversal ? transactionReversed.type : transactionPosted.type,
    key: bookId,
    sequence: '1',
    occurredAt: '2026-03-01T10:00:00Z',
    data: {
      transactionId: uuidv7(),
      bookId,
      kind: 'EXPENSE',
      date,
      description: '',
      recordedAt: '2026-03-01T10:00:00Z',
      reverses,
      postings: legs.map(([accountId, accountType, amount, currency = 'EUR']) => ({
        accountId,
        accountType,
        amount: String(amount),
        currency,
      })),
    },
  };
  return reversal ? parseEvent(transactionReversed, wire) : parseEvent(transactionPosted, wire);
}

const undo = (date: string, legs: Leg[]): TransactionEvent =>
  event(
    date,
    legs.map(([id, type, amount, currency]) => [id, type, -amount, currency]),
    uuidv7(),
  );

test('spending is a debit of its category, income a credit; own accounts are neither', () => {
  const effects = effectsOf(
    event('2026-03-01', [
      [food, 'EXPENSE', 700n],
      [salary, 'INCOME', -300n],
      [uuidv7(), 'ASSET', -400n],
    ]),
  );
  assert.deepEqual(
    effects.map(({ categoryId, kind, minorUnits }) => [categoryId, kind, minorUnits]),
    [
      [food, 'EXPENSE', 700n],
      [salary, 'INCOME', 300n],
    ],
  );
});

test('a transaction over two categories counts in both, and once for the book per currency', () => {
  const effects = effectsOf(
    event('2026-03-01', [
      [fun, 'EXPENSE', 1n],
      [food, 'EXPENSE', 2n],
      [food, 'EXPENSE', 5n],
      [food, 'EXPENSE', 3n, 'USD'],
      [uuidv7(), 'ASSET', -8n],
      [uuidv7(), 'ASSET', -3n, 'USD'],
    ]),
  );
  assert.deepEqual(
    effects.map(({ categoryId, currency, minorUnits, transactions, counted }) => ({
      categoryId,
      currency,
      minorUnits,
      transactions,
      counted,
    })),
    [
      { categoryId: food, currency: 'EUR', minorUnits: 7n, transactions: 1, counted: 1 },
      { categoryId: fun, currency: 'EUR', minorUnits: 1n, transactions: 1, counted: 0 },
      { categoryId: food, currency: 'USD', minorUnits: 3n, transactions: 1, counted: 1 },
    ],
  );
});

test('totals are per day or per month, and what comes to nothing has none', () => {
  const legs: Leg[] = [
    [food, 'EXPENSE', 7n],
    [uuidv7(), 'ASSET', -7n],
  ];
  const effects = [
    event('2026-03-01', legs),
    event('2026-03-31', legs),
    event('2026-04-01', legs),
    undo('2026-04-01', legs),
  ].flatMap(effectsOf);
  const shown = (per: 'DAY' | 'MONTH') =>
    totalsOf(effects, per).map((one) => [one.date, one.minorUnits, one.transactions]);
  assert.deepEqual(shown('DAY'), [
    ['2026-03-01', 7n, 1],
    ['2026-03-31', 7n, 1],
  ]);
  assert.deepEqual(shown('MONTH'), [['2026-03-01', 14n, 2]]);
});

const leg = fc.tuple(
  fc.constantFrom<[string, 'EXPENSE' | 'INCOME'][]>(
    [food, 'EXPENSE'],
    [fun, 'EXPENSE'],
    [salary, 'INCOME'],
  ),
  fc.bigInt({ min: -500n, max: 500n }),
  fc.constantFrom('EUR', 'USD'),
);
const legs = fc
  .array(leg, { minLength: 2, maxLength: 5 })
  .map((list) => list.map(([[id, kind], amount, currency]): Leg => [id, kind, amount, currency]));
const date = fc.constantFrom('2026-02-28', '2026-03-01', '2026-03-02');

test('a reversal undoes its original whatever the order of its postings', () => {
  fc.assert(
    fc.property(date, legs, (date, list) => {
      const effects = [event(date, list), undo(date, list.toReversed())].flatMap(effectsOf);
      assert.deepEqual(totalsOf(effects, 'DAY'), []);
      assert.deepEqual(totalsOf(effects, 'MONTH'), []);
    }),
  );
});

test('totals don’t depend on how events are cut into batches', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(date, legs), { maxLength: 8 }), fc.nat(8), (list, cut) => {
      const events = list.map(([date, own]) => event(date, own));
      const whole = totalsOf(events.flatMap(effectsOf), 'DAY');
      const halves = [events.slice(0, cut), events.slice(cut)].flatMap((half) =>
        totalsOf(half.flatMap(effectsOf), 'DAY'),
      );
      const asEffects = halves.map((total) => ({
        ...total,
        transactionId: '',
        traceparent: undefined,
      }));
      assert.deepEqual(totalsOf(asEffects, 'DAY'), whole);
    }),
  );
});
