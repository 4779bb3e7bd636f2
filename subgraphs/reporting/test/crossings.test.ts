import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { transactionIdOf } from './book.ts';
import { createBudget, logKinds, openScene, updateBudget } from './scene.ts';

const food = uuidv7();
const travel = uuidv7();

for (const kind of logKinds) {
  test(`${kind}: thresholds are crossed once, recover, and are crossed again`, async () => {
    await using scene = await openScene(kind);
    const book = await scene.book({}, [food]);
    const id = await createBudget(scene, book, { categoryId: food });
    const first = book.posted({ date: '2026-03-01', spent: { [food]: 79_99n } });
    const second = book.posted({ date: '2026-03-02', spent: { [food]: 1n } });
    await scene.feed(first);
    assert.deepEqual(await scene.news(book), []);
    await scene.feed(second);
    assert.deepEqual(await scene.told(book), [
      {
        what: 'crossed',
        percent: 80,
        spent: '8000',
        start: '2026-03-01',
        transactionId: transactionIdOf(second),
      },
    ]);
    await scene.feed(book.posted({ date: '2026-03-31', spent: { [food]: 50_00n } }));
    await scene.feed(book.posted({ date: '2026-03-31', spent: { [food]: 1_00n } }));
    await scene.feed(book.posted({ date: '2026-03-05', spent: { [food]: -60_00n } }));
    await scene.feed(book.posted({ date: '2026-03-05', spent: { [food]: 29_00n } }));
    assert.deepEqual(await scene.news(book), [
      'crossed 80 at 8000',
      'crossed 100 at 13000',
      'recovered 80 at 7100',
      'recovered 100 at 7100',
      'crossed 80 at 10000',
      'crossed 100 at 10000',
    ]);
    const { budget } = await scene.ask(
      book,
      `query ($id: ID!) { budget(id: $id) {
        crossings { thresholdPercent spent { amount } recoveredAt period { kind start end } }
        status { spent { amount } remaining { amount } percent state }
      } }`,
      { id },
    );
    assert.deepEqual(budget.status, {
      spent: { amount: '100.00' },
      remaining: { amount: '0.00' },
      percent: 100,
      state: 'OVERSPENT',
    });
    assert.equal(budget.crossings.length, 4);
    assert.equal(
      budget.crossings.filter((one: { recoveredAt: string | null }) => one.recoveredAt).length,
      2,
    );
    const occurrences = await scene.sql`
      SELECT threshold, occurrence FROM budget_crossings ORDER BY threshold, occurrence`;
    assert.deepEqual(
      occurrences.map((row) => [row['threshold'], row['occurrence']]),
      [
        [80, 1],
        [80, 2],
        [100, 1],
        [100, 2],
      ],
    );
  });

  test(`${kind}: what is delivered again, doubled or replayed changes nothing`, async () => {
    await using scene = await openScene(kind);
    const book = await scene.book({}, [food]);
    await createBudget(scene, book, { categoryId: food });
    const spend = book.posted({ date: '2026-03-01', spent: { [food]: 90_00n } });
    const more = book.posted({ date: '2026-03-02', spent: { [food]: 15_00n } });
    const undo = book.reversed(more);
    await scene.feed(spend, spend, more, spend, undo, more, undo);
    await scene.feed(spend, more, undo);
    // A replay from the beginning, as after a lost position.
    await scene.reporting.stop();
    await scene.sql`UPDATE consumer_positions SET next_offset = 0`;
    await scene.start();
    await scene.reporting.caughtUp();
    assert.deepEqual(await scene.news(book), ['crossed 80 at 9000']);
    const rows = await scene.sql`SELECT total_minor, transactions, counted FROM daily_totals`;
    assert.deepEqual([...rows], [{ total_minor: '9000', transactions: 1, counted: 1 }]);
  });
}

test('an edit that keeps spending above a threshold tells nothing', async () => {
  await using scene = await openScene();
  const book = await scene.book({}, [food]);
  await createBudget(scene, book, { categoryId: food });
  const spend = book.posted({ date: '2026-03-01', spent: { [food]: 90_00n } });
  await scene.feed(spend);
  const [undo, again] = book.edited(spend, { date: '2026-03-04', spent: { [food]: 95_00n } });
  await scene.feed(undo, again);
  assert.deepEqual(await scene.news(book), ['crossed 80 at 9000']);

  const lower = book.edited(again, { date: '2026-03-04', spent: { [food]: 20_00n } });
  await scene.feed(...lower);
  assert.deepEqual(await scene.news(book), ['crossed 80 at 9000', 'recovered 80 at 2000']);
});

test('an edit in two batches recovers and crosses', async () => {
  await using scene = await openScene();
  const book = await scene.book({}, [food]);
  await createBudget(scene, book, { categoryId: food });
  const spend = book.posted({ date: '2026-03-01', spent: { [food]: 90_00n } });
  await scene.feed(spend);
  const [undo, again] = book.edited(spend, { date: '2026-03-04', spent: { [food]: 95_00n } });
  await scene.feed(undo);
  await scene.feed(again);
  assert.deepEqual(await scene.news(book), [
    'crossed 80 at 9000',
    'recovered 80 at 0',
    'crossed 80 at 9500',
  ]);
});

test('an entry that moves to another category recovers one budget and crosses another', async () => {
  await using scene = await openScene();
  const book = await scene.book({}, [food, travel]);
  const eating = await createBudget(scene, book, { categoryId: food, thresholds: [100] });
  await createBudget(scene, book, { categoryId: travel, thresholds: [100] });
  await createBudget(scene, book, { limit: { amount: '150.00' }, thresholds: [100] });
  const spend = book.posted({ date: '2026-03-01', spent: { [food]: 100_00n } });
  await scene.feed(spend);
  const edit = book.edited(spend, { date: '2026-03-01', spent: { [travel]: 100_00n } });
  await scene.feed(...edit);
  const told = await scene.told(book);
  assert.deepEqual(
    told.map(({ what, transactionId }) => [what, transactionId]),
    [
      ['crossed', transactionIdOf(spend)],
      ['recovered', transactionIdOf(edit[0])],
      ['crossed', transactionIdOf(edit[1])],
    ],
  );
  const { budget } = await scene.ask(
    book,
    `query { budget(id: "${eating}") { status { state } } }`,
  );
  assert.equal(budget.status.state, 'ON_TRACK');
});

test('the entry that tipped is the one at which spending went over, not the last of the batch', async () => {
  await using scene = await openScene();
  const book = await scene.book({}, [food]);
  await createBudget(scene, book, { categoryId: food, thresholds: [100] });
  const entries = [60_00n, 60_00n, 60_00n].map((amount) =>
    book.posted({ date: '2026-03-01', spent: { [food]: amount } }),
  );
  await scene.feed(...entries);
  const [told] = await scene.told(book);
  assert.equal(told?.spent, '18000');
  assert.equal(told?.transactionId, transactionIdOf(entries[1]!));
});

test('back-dated and future entries decide their own periods', async () => {
  await using scene = await openScene();
  const book = await scene.book({}, [food]);
  await createBudget(scene, book, { categoryId: food, thresholds: [100] });
  await createBudget(scene, book, { categoryId: food, period: 'YEAR', thresholds: [100] });
  await scene.feed(book.posted({ date: '2024-02-29', spent: { [food]: 100_00n } }));
  await scene.feed(book.posted({ date: '2026-12-31', spent: { [food]: 100_00n } }));
  const told = await scene.told(book);
  assert.deepEqual(told.map((one) => one.start).sort(), [
    '2024-01-01',
    '2024-02-01',
    '2026-01-01',
    '2026-12-01',
  ]);
});

test('a changed budget is decided at once, and says no entry did it', async () => {
  await using scene = await openScene();
  const book = await scene.book({}, [food]);
  await scene.feed(
    book.posted({ date: '2026-02-27', spent: { [food]: 500_00n } }),
    book.posted({ date: '2026-03-01', spent: { [food]: 90_00n } }),
    book.posted({ date: '2026-04-02', spent: { [food]: 70_00n } }),
  );
  const id = await createBudget(scene, book, { categoryId: food });
  assert.deepEqual(await scene.news(book), ['crossed 80 at 9000']);
  assert.equal((await scene.told(book))[0]?.transactionId, undefined);

  assert.equal(
    await updateBudget(scene, book, { id, limit: { amount: '70.00' } }),
    'UpdateBudgetSuccess',
  );
  assert.deepEqual((await scene.news(book)).slice(1), [
    'crossed 100 at 9000',
    'crossed 80 at 7000',
    'crossed 100 at 7000',
  ]);
  await updateBudget(scene, book, { id, limit: { amount: '1000.00' } });
  assert.deepEqual((await scene.news(book)).slice(4), [
    'recovered 80 at 9000',
    'recovered 100 at 9000',
    'recovered 80 at 7000',
    'recovered 100 at 7000',
  ]);
  await updateBudget(scene, book, { id, thresholds: [9] });
  assert.deepEqual((await scene.news(book)).slice(8), ['crossed 9 at 9000']);
  // A threshold that is taken away has neither been reached nor recovered.
  await updateBudget(scene, book, { id, thresholds: [100] });
  await scene.feed(book.posted({ date: '2026-03-01', spent: { [food]: -90_00n } }));
  assert.equal((await scene.news(book)).length, 9);
});

test('an archived budget watches no longer', async () => {
  await using scene = await openScene();
  const book = await scene.book({}, [food]);
  const id = await createBudget(scene, book, { categoryId: food });
  const { archiveBudget } = await scene.ask(
    book,
    `mutation { archiveBudget(input: { id: "${id}", idempotencyKey: "archive-it-1" }) {
      ... on ArchiveBudgetSuccess { budget { archived } } } }`,
  );
  assert.equal(archiveBudget.budget.archived, true);
  await scene.feed(book.posted({ date: '2026-03-01', spent: { [food]: 500_00n } }));
  assert.deepEqual(await scene.news(book), []);
  assert.equal(await updateBudget(scene, book, { id, name: 'Other' }), 'InvalidInput');
  const all = await scene.ask(
    book,
    `{ now: budgets { id } ever: budgets(includeArchived: true) { id } }`,
  );
  assert.deepEqual(all, { now: [], ever: [{ id }] });
});

test('spending in another currency is neither converted nor counted', async () => {
  await using scene = await openScene();
  const book = await scene.book({}, [food]);
  await createBudget(scene, book, { categoryId: food });
  await createBudget(scene, book, { limit: { amount: '5000', currency: 'JPY' } });
  await scene.feed(
    book.posted({ date: '2026-03-01', spent: { [food]: 400_00n }, currency: 'USD' }),
  );
  assert.deepEqual(await scene.news(book), []);
  await scene.feed(book.posted({ date: '2026-03-01', spent: { [food]: 4000n }, currency: 'JPY' }));
  assert.deepEqual(await scene.news(book), ['crossed 80 at 4000']);
});

test('transfers, income and openings cross nothing', async () => {
  await using scene = await openScene();
  const book = await scene.book({}, [food]);
  await createBudget(scene, book, {});
  const salary = uuidv7();
  await scene.feed(
    book.transfer('2026-03-01', 900_00n),
    book.posted({ date: '2026-03-01', earned: { [salary]: 900_00n } }),
  );
  assert.deepEqual(await scene.news(book), []);
});
