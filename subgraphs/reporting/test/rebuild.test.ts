import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { replayDeadLetter } from '@outlay/event-log/dead-letters.ts';
import { openEventLog } from '@outlay/event-log/open.ts';
import type { LogPosition } from '@outlay/event-log/positions.ts';
import type { WireEvent } from '@outlay/events/envelope.ts';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { withSeed } from '@outlay/testkit/seeded.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { openDatabase } from '@outlay/service-kit/database.ts';
import { apply, contracts } from '../src/consumers/apply.ts';
import { compareAggregates, rebuildAggregates } from '../src/jobs/rebuild.ts';
import { Book } from './book.ts';
import { deadLetter } from './dead-letter.ts';
import { holdTransaction, isWaiting } from './held-transaction.ts';
import { createBudget, logger, openScene, type Scene } from './scene.ts';
import { expenseCategories, randomEvents } from './random-ledger.ts';

const food = uuidv7();

/** Every row of the aggregates, as text. */
async function snapshot(scene: Scene): Promise<string> {
  const { sql } = scene;
  const tables = await Promise.all([
    sql`SELECT t::text FROM daily_totals AS t ORDER BY 1`,
    sql`SELECT t::text FROM monthly_totals AS t ORDER BY 1`,
    sql`SELECT t::text FROM categories AS t ORDER BY 1`,
  ]);
  return JSON.stringify(tables);
}

test('after 2,000 random events the rebuilt aggregates equal the live ones row for row', async () => {
  await withSeed(async (random) => {
    await using scene = await openScene('memory', { batchSize: random.integer(3, 200) });
    const books = [await scene.book({}, expenseCategories), await scene.book(), await scene.book()];
    const lists = books.map((book) => randomEvents(random, book, 667));
    await scene.feed(...lists.flat(), ...(lists[0] ?? []).slice(0, 50));
    const before = await snapshot(scene);
    assert.ok(before.length > 50_000);
    assert.deepEqual(await compareAggregates(scene), []);
    assert.deepEqual(await rebuildAggregates(scene), []);
    assert.equal(await snapshot(scene), before);
  });
});

test('while events go on arriving a comparison finds nothing, nor does a rebuild', async () => {
  await withSeed(async (random) => {
    await using scene = await openScene('postgres', { batchSize: 20 });
    const book = await scene.book({}, expenseCategories);
    const events = randomEvents(random, book, 600);
    const writing = (async () => {
      for (let from = 0; from < events.length; from += 15) {
        await scene.eventLog.append(events.slice(from, from + 15));
      }
    })();
    const found = [];
    for (let round = 0; round < 4; round += 1) {
      found.push(...(await compareAggregates(scene)), ...(await rebuildAggregates(scene)));
    }
    await writing;
    await scene.reporting.caughtUp();
    found.push(...(await compareAggregates(scene)));
    assert.deepEqual(found, []);
  });
});

test('rows that are wrong, missing or too many are put right while events go on arriving', async () => {
  await withSeed(async (random) => {
    await using scene = await openScene('memory', { batchSize: 10 });
    const book = await scene.book({}, expenseCategories);
    const events = randomEvents(random, book, 300);
    await scene.feed(...events);
    const right = await snapshot(scene);
    await scene.sql`
      UPDATE daily_totals SET total_minor = total_minor + 1
      WHERE ctid = (SELECT min(ctid) FROM daily_totals)`;
    await scene.sql`DELETE FROM monthly_totals WHERE ctid = (SELECT max(ctid) FROM monthly_totals)`;
    await scene.sql`
      INSERT INTO daily_totals VALUES (${uuidv7()}, '2026-01-01', 'EXPENSE', 'EUR', ${food}, 5, 1, 1)`;
    await scene.sql`UPDATE categories SET archived = true WHERE category_id = ${expenseCategories[0] ?? ''}`;
    const found = await compareAggregates(scene);
    assert.deepEqual(found.map((one) => one.table).sort(), [
      'categories',
      'daily_totals',
      'daily_totals',
      'monthly_totals',
    ]);
    const [, repaired] = await Promise.all([
      scene.eventLog.append(randomEvents(random, await scene.book(), 40)),
      rebuildAggregates(scene),
    ]);
    assert.equal(repaired.length, 4);
    await scene.reporting.caughtUp();
    assert.deepEqual(await compareAggregates(scene), []);
    await scene.sql`DELETE FROM daily_totals WHERE book_id <> ${book.bookId}`;
    await scene.sql`DELETE FROM monthly_totals WHERE book_id <> ${book.bookId}`;
    assert.equal(await snapshot(scene), right);
  });
});

test('crossings are kept: a rebuild tells nothing again, only what was wrong', async () => {
  await using scene = await openScene();
  const book = await scene.book({}, [food]);
  await createBudget(scene, book, { categoryId: food });
  await scene.feed(book.posted({ date: '2026-03-01', spent: { [food]: 90_00n } }));
  assert.deepEqual(await rebuildAggregates(scene), []);
  assert.deepEqual(await scene.news(book), ['crossed 80 at 9000']);

  // As if a bug had added twice: the budget was said to be overspent, and is not.
  await scene.sql`UPDATE daily_totals SET total_minor = 18000`;
  await scene.sql`UPDATE monthly_totals SET total_minor = 18000`;
  await scene.feed(book.posted({ date: '2026-03-02', spent: { [food]: 1n } }));
  assert.equal((await rebuildAggregates(scene)).length, 2);
  assert.deepEqual(await scene.news(book), [
    'crossed 80 at 9000',
    'crossed 100 at 18001',
    'recovered 100 at 9001',
  ]);
});

test('dead letters are left out as they were left out, until they are applied', async () => {
  await using scene = await openScene();
  const book = await scene.book({}, [food]);
  const letter = await deadLetter(scene, book, food);
  assert.deepEqual(await compareAggregates(scene), []);
  await applyLetter(scene, letter);
  assert.deepEqual(await compareAggregates(scene), []);
});

test('a dead letter that is applied while a rebuild is under way is in it', async () => {
  await using scene = await openScene();
  const book = await scene.book({}, [food]);
  const letter = await deadLetter(scene, book, food);
  // The rebuild has read the log and waits for the consumer to stand still.
  const held = await holdTransaction(scene, async (tx) => {
    await tx`LOCK TABLE consumer_positions IN ROW SHARE MODE`;
  });
  const rebuilding = rebuildAggregates(scene);
  await eventually(() => isWaiting(scene));
  await applyLetter(scene, letter);
  await held.commit();
  assert.deepEqual(await rebuilding, []);
});

test('a log that is not the one of the aggregates is refused, and nothing is changed', async () => {
  await withSeed(async (random) => {
    await using scene = await openScene('memory', { batchSize: 10 });
    const book = await scene.book({}, expenseCategories);
    await scene.feed(...randomEvents(random, book, 100));
    const before = await snapshot(scene);
    const another = (...events: readonly WireEvent[]) =>
      openEventLog('memory:', { logger }).then(async (log) => {
        await log.append(events);
        return { databaseUrl: scene.databaseUrl, eventLog: log };
      });
    const strangers = Array.from({ length: 8 }, () => new Book());
    const logs = [
      await another(),
      // As long as the right one, in every partition.
      await another(...strangers.flatMap((stranger) => randomEvents(random, stranger, 200))),
    ];
    for (const wrong of logs) {
      await assert.rejects(rebuildAggregates(wrong), /EventsLostError.*EVENT_LOG_URL/);
      await assert.rejects(compareAggregates(wrong), /EventsLostError.*EVENT_LOG_URL/);
      assert.equal(await snapshot(scene), before);
    }
    assert.deepEqual(await rebuildAggregates(scene), []);
  });
});

test('the command compares, rebuilds, and says by its status what it found', async () => {
  await using scene = await openScene('postgres');
  const book = await scene.book({}, [food]);
  await scene.feed(book.posted({ date: '2026-03-01', spent: { [food]: 90_00n } }));
  await scene.sql`UPDATE daily_totals SET total_minor = 1`;
  const run = (...flags: string[]) =>
    promisify(execFile)(
      process.execPath,
      [fileURLToPath(new URL('../src/rebuild.ts', import.meta.url)), ...flags],
      {
        env: {
          ...process.env,
          DATABASE_URL: scene.databaseUrl,
          EVENT_LOG_URL: scene.logUrl,
          LOG_LEVEL: 'silent',
        },
      },
    ).then(
      ({ stdout }) => ({ code: 0, lines: stdout.split('\n').filter(Boolean) }),
      (error: { code: number; stdout: string }) => ({
        code: error.code,
        lines: error.stdout.split('\n').filter(Boolean),
      }),
    );
  const checked = await run('--check');
  assert.equal(checked.code, 1);
  assert.equal(checked.lines.length, 1);
  assert.equal(JSON.parse(checked.lines[0] ?? '').table, 'daily_totals');
  assert.deepEqual(await run(), { ...checked, code: 0 });
  assert.deepEqual(await run('--check'), { code: 0, lines: [] });
});

test('a flag that it doesn’t know is answered in one line, before anything is done', async () => {
  const path = fileURLToPath(new URL('../src/rebuild.ts', import.meta.url));
  await assert.rejects(promisify(execFile)(process.execPath, [path, '--chekc'], { env: {} }), {
    code: 2,
    stdout: '',
    stderr: 'It takes nothing, or --check to compare only.\n',
  });
});

async function applyLetter(scene: Scene, letter: LogPosition): Promise<void> {
  const { sql, close } = openDatabase(scene.databaseUrl);
  const applied = await replayDeadLetter({
    sql,
    group: 'reporting',
    letter,
    contracts,
    apply: (tx, events) => apply(tx, events, scene.clock),
  });
  await close();
  assert.equal(applied, true);
}
