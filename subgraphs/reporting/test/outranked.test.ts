import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import type { Book } from './book.ts';
import { createBudget, openScene, type Scene, updateBudget } from './scene.ts';

const food = uuidv7();

/** What was told of the book, and of it what people get a message of. */
async function toldOf(scene: Scene, book: Book) {
  const all = (await scene.outcomes(book)).map(({ event }) => {
    const { threshold, period, outranked } = event.data as {
      threshold: { percent: number };
      period: { start: string };
      outranked?: boolean;
    };
    const what = event.type.replace('reporting.budget-', '');
    return { text: `${what} ${threshold.percent} of ${period.start}`, outranked };
  });
  return {
    all: all.map(({ text }) => text),
    sent: all.filter(({ outranked }) => !outranked).map(({ text }) => text),
  };
}

test('of what one expense crosses the highest is told to people, of what recovers the lowest', async () => {
  await using scene = await openScene();
  const book = await scene.book({}, [food]);
  await createBudget(scene, book, { categoryId: food, thresholds: [50, 80, 100] });
  const spend = (minorUnits: bigint) =>
    scene.feed(book.posted({ date: '2026-03-01', spent: { [food]: minorUnits } }));
  await spend(60_00n);
  await spend(60_00n);
  await spend(-30_00n);
  await spend(-80_00n);
  const told = await toldOf(scene, book);
  assert.deepEqual(told.all, [
    'crossed 50 of 2026-03-01',
    'crossed 80 of 2026-03-01',
    'crossed 100 of 2026-03-01',
    'recovered 100 of 2026-03-01',
    'recovered 50 of 2026-03-01',
    'recovered 80 of 2026-03-01',
  ]);
  assert.deepEqual(told.sent, [
    'crossed 50 of 2026-03-01',
    'crossed 100 of 2026-03-01',
    'recovered 100 of 2026-03-01',
    'recovered 50 of 2026-03-01',
  ]);
});

test('each budget and each period speaks for itself', async () => {
  await using scene = await openScene();
  const book = await scene.book({}, [food]);
  const id = await createBudget(scene, book, { categoryId: food });
  await createBudget(scene, book, { limit: { amount: '110.00' } });
  await scene.feed(
    book.posted({ date: '2026-03-01', spent: { [food]: 100_00n } }),
    book.posted({ date: '2026-04-01', spent: { [food]: 100_00n } }),
  );
  const told = await toldOf(scene, book);
  assert.equal(told.all.length, 6);
  assert.deepEqual(told.sent.toSorted(), [
    'crossed 100 of 2026-03-01',
    'crossed 100 of 2026-04-01',
    'crossed 80 of 2026-03-01',
    'crossed 80 of 2026-04-01',
  ]);
  // A change of the budget is one decision over its periods.
  await updateBudget(scene, book, { id, thresholds: [60, 70] });
  assert.deepEqual((await toldOf(scene, book)).sent.slice(4), [
    'crossed 70 of 2026-03-01',
    'crossed 70 of 2026-04-01',
  ]);
});
