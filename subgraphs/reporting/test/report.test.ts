import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { Book, positionText } from './book.ts';
import { createBudget, logKinds, openScene } from './scene.ts';

const food = uuidv7();

test('left out, date and currency are those of the viewer, today in their zone', async () => {
  await using scene = await openScene();
  scene.clock = new Date('2026-03-31T23:30:00.000Z');
  const query = `{ report(period: MONTH) { ... on Report { currency period { start end } } } }`;
  const berlin = await scene.book({ timeZone: 'Europe/Berlin' });
  assert.deepEqual((await scene.ask(berlin, query)).report, {
    currency: 'EUR',
    period: { start: '2026-04-01', end: '2026-04-30' },
  });
  const hawaii = await scene.book({ timeZone: 'Pacific/Honolulu', currency: 'USD' });
  assert.deepEqual((await scene.ask(hawaii, query)).report, {
    currency: 'USD',
    period: { start: '2026-03-01', end: '2026-03-31' },
  });
});

test('an empty book has a report of zeros and no position', async () => {
  await using scene = await openScene();
  const book = await scene.book();
  const { report } = await scene.ask(
    book,
    `{ report(period: YEAR) { ... on Report {
      spent { amount } transactionCount position byMonth { start } byDay { date }
      spentByCategory { percent } otherCurrencies { currency }
      previous { spentChangePercent incomeChangePercent }
    } } }`,
  );
  assert.equal(report.byMonth.length, 12);
  assert.equal(report.byDay.length, 365);
  assert.deepEqual(
    { ...report, byMonth: [], byDay: [] },
    {
      spent: { amount: '0.00' },
      transactionCount: 0,
      position: null,
      byMonth: [],
      byDay: [],
      spentByCategory: [],
      otherCurrencies: [],
      previous: { spentChangePercent: null, incomeChangePercent: null },
    },
  );
});

test('a report beyond the calendar is refused, not an error', async () => {
  await using scene = await openScene();
  const book = await scene.book();
  for (const [period, date] of [
    ['YEAR', '0001-05-05'],
    ['WEEK', '0001-01-03'],
    ['WEEK', '9999-12-31'],
  ]) {
    const { report } = await scene.ask(
      book,
      `{ report(period: ${period}, date: "${date}") { __typename ... on InvalidInput { fields { path } } } }`,
    );
    assert.deepEqual(report, { __typename: 'InvalidInput', fields: [{ path: ['date'] }] });
  }
});

for (const kind of logKinds) {
  test(`${kind}: a report waits for the write that it is asked to include`, async () => {
    await using scene = await openScene(kind);
    const book = await scene.book({}, [food]);
    const id = await createBudget(scene, book, { categoryId: food });
    const spend = book.posted({ date: '2026-03-01', spent: { [food]: 12_50n } });
    const atLeast = book.position;
    // Asked before the log has it.
    const asked = scene.ask(
      book,
      `query ($atLeast: Position, $id: ID!) {
        report(period: MONTH, atLeast: $atLeast) { ... on Report { position spent { amount } } }
        budget(id: $id) { status(atLeast: $atLeast) { spent { amount } } }
      }`,
      { atLeast, id },
    );
    await scene.eventLog.append([spend]);
    const { report, budget } = await asked;
    assert.deepEqual(report, { position: atLeast, spent: { amount: '12.50' } });
    assert.equal(budget.status.spent.amount, '12.50');
  });
}

test('events that say nothing of money move the position too', async () => {
  await using scene = await openScene();
  const book = await scene.book({}, [food]);
  await scene.feed(book.category(food, 'EXPENSE', true));
  const unknown = { ...book.category(food), type: 'ledger.something-new', data: {} };
  await scene.feed(unknown);
  const { report } = await scene.ask(
    book,
    `{ report(period: MONTH, atLeast: "${book.position}") { ... on Report { position } } }`,
  );
  assert.equal(report.position, positionText(3));
});

test('a position that doesn’t come in time is said, and nothing is lost', async () => {
  await using scene = await openScene('memory', { waitMs: 50 });
  const book = await scene.book({}, [food]);
  const query = `query ($atLeast: Position) {
    report(period: MONTH, atLeast: $atLeast) {
      ... on AggregatesBehind { message position } ... on Report { position }
    }
  }`;
  const { report } = await scene.ask(book, query, { atLeast: positionText(2) });
  assert.equal(report.position, positionText(1));
  assert.match(report.message, /ask again/);
  const { codes } = await scene.run(
    book,
    `query ($atLeast: Position) { budgets { status(atLeast: $atLeast) { percent } } }`,
    { atLeast: positionText(2) },
  );
  assert.deepEqual(codes, [], 'no budgets, nothing to wait for');
  await createBudget(scene, book, { categoryId: food });
  const waited = await scene.run(
    book,
    `query ($atLeast: Position) { budgets { status(atLeast: $atLeast) { percent } } }`,
    { atLeast: positionText(2) },
  );
  assert.deepEqual(waited.codes, ['NOT_READY']);
});

test('right after signing up a report waits for the book', async () => {
  await using scene = await openScene();
  const book = new Book();
  const asked = scene.ask(book, `{ report(period: WEEK) { ... on Report { currency } } }`);
  await scene.eventLog.append([book.signedUp()]);
  assert.equal((await asked).report.currency, 'EUR');

  await using impatient = await openScene('memory', { waitMs: 20 });
  const { codes } = await impatient.run(new Book(), `{ report(period: WEEK) { __typename } }`);
  assert.deepEqual(codes, ['NOT_READY']);
});
