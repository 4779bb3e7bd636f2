import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDays, type Weekday, weekdayOf } from '@outlay/calendar/calendar.ts';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { Book } from './book.ts';
import { createBudget, openScene } from './scene.ts';

const food = uuidv7();

// The scene's today is 2026-03-10, a Tuesday.

test('for every first day of the week, a weekly budget and report hold that week and no other day', async () => {
  await using scene = await openScene();
  for (const first of [1, 2, 3, 4, 5, 6, 7] as Weekday[]) {
    const book = await scene.book({ firstDayOfWeek: first }, [food]);
    const start = Array.from({ length: 7 }, (_, days) => addDays('2026-03-10', -days)).find(
      (day) => weekdayOf(day) === first,
    );
    assert.ok(start);
    await createBudget(scene, book, {
      categoryId: food,
      period: 'WEEK',
      limit: { amount: '0.07' },
      thresholds: [100],
    });
    // One a day from the day before the week to the day after it: only seven of them count.
    for (let days = -1; days <= 7; days += 1) {
      await scene.feed(book.posted({ date: addDays(start, days), spent: { [food]: 1n } }));
    }
    const told = await scene.told(book);
    assert.deepEqual(
      told.map((one) => [one.what, one.start, one.spent]),
      [['crossed', start, '7']],
      `first day ${first}`,
    );
    const { report } = await scene.ask(
      book,
      `{ report(period: WEEK) { ... on Report {
        period { start end } spent { minorUnits } previous { spent { minorUnits } period { start } }
        byDay { date spent { minorUnits } }
      } } }`,
    );
    assert.deepEqual(report.period, { start, end: addDays(start, 6) });
    assert.equal(report.spent.minorUnits, '7');
    assert.deepEqual(report.previous, {
      spent: { minorUnits: '1' },
      period: { start: addDays(start, -7) },
    });
    assert.deepEqual(
      report.byDay,
      Array.from({ length: 7 }, (_, days) => ({
        date: addDays(start, days),
        spent: { minorUnits: '1' },
      })),
    );
  }
});

test('when weeks start on another day, what was told is not told again', async () => {
  await using scene = await openScene();
  const book = await scene.book({}, [food]);
  await createBudget(scene, book, { categoryId: food, period: 'WEEK' });
  await scene.feed(book.posted({ date: '2026-03-10', spent: { [food]: 90_00n } }));
  assert.deepEqual(await scene.news(book), ['crossed 80 at 9000']);

  await scene.feed(book.profileChanged({ firstDayOfWeek: 7 }));
  assert.deepEqual(await scene.news(book), ['crossed 80 at 9000']);
  // It is known in the new week all the same: there it recovers, and is crossed again.
  await scene.feed(book.posted({ date: '2026-03-08', spent: { [food]: -50_00n } }));
  await scene.feed(book.posted({ date: '2026-03-08', spent: { [food]: 60_00n } }));
  const told = await scene.told(book);
  assert.deepEqual(
    told.slice(1).map((one) => [one.what, one.percent, one.start]),
    [
      ['recovered', 80, '2026-03-08'],
      ['crossed', 80, '2026-03-08'],
      ['crossed', 100, '2026-03-08'],
    ],
  );
});

test('when weeks start on another day, only what changes by it is told', async () => {
  await using scene = await openScene();
  const book = await scene.book({}, [food]);
  await createBudget(scene, book, { categoryId: food, period: 'WEEK', thresholds: [100] });
  // Monday the 9th alone overspends the week; with weeks from Tuesday it lies in the week before.
  await scene.feed(book.posted({ date: '2026-03-09', spent: { [food]: 120_00n } }));
  await scene.feed(book.profileChanged({ firstDayOfWeek: 2 }));
  // With weeks from Monday again, the running week is overspent again.
  await scene.feed(book.profileChanged({ firstDayOfWeek: 1 }));
  const told = await scene.told(book);
  assert.deepEqual(
    told.map((one) => [one.what, one.start, one.spent]),
    [
      ['crossed', '2026-03-09', '12000'],
      ['recovered', '2026-03-10', '0'],
      ['crossed', '2026-03-09', '12000'],
    ],
  );
});

test('other changes of a profile, and months, have nothing to do with weeks', async () => {
  await using scene = await openScene();
  const book = await scene.book({}, [food]);
  await createBudget(scene, book, { categoryId: food, period: 'MONTH' });
  await createBudget(scene, book, { categoryId: food, period: 'WEEK', thresholds: [100] });
  await scene.feed(book.posted({ date: '2026-03-10', spent: { [food]: 100_00n } }));
  await scene.feed(book.profileChanged({ locale: 'de-DE', timeZone: 'Asia/Tokyo' }));
  await scene.feed(book.profileChanged({ firstDayOfWeek: 3 }));
  assert.equal((await scene.told(book)).length, 3);
});

test('a change of the profile that arrives before the sign-up is not undone by it', async () => {
  await using scene = await openScene();
  const book = new Book();
  await scene.feed(book.profileChanged({ currency: 'JPY' }));
  await scene.feed(book.signedUp({ currency: 'EUR' }));
  const { report } = await scene.ask(
    book,
    `{ report(period: WEEK) { ... on Report { currency } } }`,
  );
  assert.equal(report.currency, 'JPY');
});
