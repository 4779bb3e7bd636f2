import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEvent } from '@outlay/events/contract.ts';
import { transactionPosted } from '@outlay/events/ledger.ts';
import { withSeed } from '@outlay/testkit/seeded.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { apply } from '../src/consumers/apply.ts';
import { compareAggregates } from '../src/jobs/rebuild.ts';
import { holdTransaction, isWaiting } from './held-transaction.ts';
import { expenseCategories, randomEvents, standingPostings } from './random-ledger.ts';
import { createBudget, openScene, updateBudget } from './scene.ts';

test('however entries and changes of budgets race, what is open is what spending reaches', async () => {
  await withSeed(async (random) => {
    await using scene = await openScene('memory', { batchSize: 7 });
    // Every date of the random ledger is in a year that is not over.
    scene.clock = new Date('2024-12-21T12:00:00.000Z');
    const book = await scene.book({}, expenseCategories);
    const events = randomEvents(random, book, 400);
    const [food] = expenseCategories;
    const writing = (async () => {
      for (const event of events) await scene.eventLog.append([event]);
    })();
    const limits = ['50.00', '400.00', '1000.00', '2500.00'];
    const budgets: string[] = [];
    for (let round = 0; round < 12; round += 1) {
      const limit = { amount: random.pick(limits) };
      if (round < 6) {
        const period = random.pick(['WEEK', 'MONTH', 'YEAR']);
        const categoryId = random.chance(0.5) ? food : null;
        budgets.push(await createBudget(scene, book, { period, limit, categoryId }));
      } else {
        await updateBudget(scene, book, { id: random.pick(budgets), limit });
      }
    }
    await writing;
    await scene.reporting.caughtUp();

    // Touching nothing, ask of every period of every budget what is spent and what is open.
    const rows = await scene.sql`
      WITH spending AS (
        SELECT b.id, b.limit_minor, b.thresholds,
          CASE b.period WHEN 'WEEK' THEN date_trunc('week', d.date)
            WHEN 'MONTH' THEN date_trunc('month', d.date) ELSE date_trunc('year', d.date) END::date
            AS start, sum(d.total_minor) AS spent
        FROM budgets b JOIN daily_totals d ON d.book_id = b.book_id AND d.kind = 'EXPENSE'
          AND d.currency = b.currency AND (b.category_id IS NULL OR b.category_id = d.category_id)
        GROUP BY 1, 2, 3, 4
      ), reached AS (
        SELECT id, start, threshold FROM spending, unnest(thresholds) AS threshold
        WHERE spent * 100 >= threshold * limit_minor
      ), open AS (
        SELECT budget_id, period_start, threshold FROM budget_crossings
        WHERE recovered_at IS NULL AND superseded_at IS NULL
      )
      SELECT 'reached but not open' AS what, r.* FROM (TABLE reached EXCEPT TABLE open) AS r
      UNION ALL
      SELECT 'open but not reached', o.* FROM (TABLE open EXCEPT TABLE reached) AS o`;
    assert.deepEqual([...rows], []);
    const [{ count } = { count: 0 }] = await scene.sql`
      SELECT count(*)::int FROM budget_crossings`;
    assert.ok(Number(count) > 0, 'nothing was ever crossed');
    assert.deepEqual(await compareAggregates(scene), []);

    // What was told says the same as what was recorded: each threshold alternates.
    const open = new Set<string>();
    const ids = new Map<string, number>();
    for (const { event } of await scene.outcomes(book)) {
      const data = event.data as { crossingId: string };
      const times = (ids.get(data.crossingId) ?? 0) + 1;
      ids.set(data.crossingId, times);
      assert.equal(
        event.type,
        times === 1 ? 'reporting.budget-crossed' : 'reporting.budget-recovered',
      );
      if (times === 1) open.add(data.crossingId);
      else open.delete(data.crossingId);
      assert.ok(times <= 2);
    }
    const recorded = await scene.sql`
      SELECT id FROM budget_crossings WHERE recovered_at IS NULL AND superseded_at IS NULL`;
    assert.deepEqual([...open].sort(), recorded.map((row) => String(row['id'])).sort());
    assert.ok(standingPostings(events).length > 0);
  });
});

test('a budget that is created while an entry is being applied waits for it, and counts it', async () => {
  await using scene = await openScene();
  const [food = ''] = expenseCategories;
  const book = await scene.book({}, [food]);
  const spend = book.posted({ date: '2026-03-01', spent: { [food]: 90_00n } });
  const event = parseEvent(transactionPosted, spend);
  const held = await holdTransaction(scene, (tx) => apply(tx, [event], scene.clock));
  const creating = createBudget(scene, book, { categoryId: food });
  await eventually(() => isWaiting(scene));
  await held.commit();
  await creating;
  assert.deepEqual(await scene.news(book), ['crossed 80 at 9000']);
});

test('two replicas on one log and one database decide once', async () => {
  await withSeed(async (random) => {
    await using scene = await openScene('postgres', { batchSize: 5 });
    const book = await scene.book({}, expenseCategories);
    const [food = ''] = expenseCategories;
    await createBudget(scene, book, { categoryId: food });
    await using twin = await scene.twin();
    const entries = Array.from({ length: 30 }, () =>
      book.posted({ date: '2026-03-01', spent: { [food]: BigInt(random.integer(300, 500)) } }),
    );
    for (const entry of entries) await scene.eventLog.append([entry, entry]);
    await twin.reporting.caughtUp();
    assert.deepEqual(
      (await scene.told(book)).map((one) => [one.what, one.percent]),
      [
        ['crossed', 80],
        ['crossed', 100],
      ],
    );
    assert.deepEqual(await compareAggregates(scene), []);
  });
});
