import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import postgres from 'postgres';
import { openQueue } from '../src/open.ts';
import { greet, greetings, logger, postgresAdapter, rules } from './fixtures.ts';

test('processes that start at once agree on the tables', async () => {
  await using database = await createTestDatabase('queue');
  const opening = Array.from({ length: 6 }, () => openQueue(database.url, { logger }));
  for (const queue of await Promise.all(opening)) await queue.stop();
});

test('a worker whose claim ran out has no say in what becomes of the job', async () => {
  await using opened = await postgresAdapter.open();
  const contract = greetings();
  const sql = postgres(opened.url, { max: 1 });
  const jobsKept = async () => (await sql`SELECT FROM queue_jobs`).count;
  const begun: string[] = [];
  const workOn = (name: string) => {
    const mayEnd = Promise.withResolvers<void>();
    const worker = opened.queue.work(contract, { ...rules, concurrency: 1 }, async () => {
      begun.push(name);
      await mayEnd.promise;
    });
    return { worker, end: mayEnd.resolve };
  };
  await opened.queue.enqueue(contract, [greet('one')]);
  const late = workOn('late');
  await eventually(() => begun.length === 1);
  await sql`UPDATE queue_jobs SET due_at = now()`;
  const next = workOn('next');
  await eventually(() => begun.length === 2);
  late.end();
  await late.worker.stop();
  assert.equal(await jobsKept(), 1);
  next.end();
  await next.worker.stop();
  assert.equal(await jobsKept(), 0);
  await sql.end();
});

test('a worker hears of what others put in, and when a pause is over, without polling', async () => {
  await using database = await createTestDatabase('queue');
  const options = { logger, pollMs: 600_000 };
  const [worker, producer] = [
    await openQueue(database.url, options),
    await openQueue(database.url, options),
  ];
  const contract = greetings();
  const attempts: number[] = [];
  worker.work(contract, rules, async ({ attempt }) => {
    attempts.push(attempt);
    if (attempt === 1) throw new Error('not yet');
  });
  const sql = postgres(database.url, { max: 1 });
  await eventually(async () => {
    const [listening] =
      await sql`SELECT FROM pg_stat_activity WHERE query LIKE 'LISTEN queue_jobs'`;
    return listening;
  });
  await producer.enqueue(contract, [greet('one')]);
  await eventually(() => attempts.length === 2);
  await Promise.all([worker.stop(), producer.stop(), sql.end()]);
});
