import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GroupCommit, OverloadedError } from './group-commit.ts';

/** A run that answers when told to, and remembers what it was given. */
function heldRun() {
  const batches: (readonly number[])[] = [];
  const releases: (() => void)[] = [];
  const run = async (jobs: readonly number[]): Promise<number[]> => {
    batches.push(jobs);
    await new Promise<void>((resolve) => releases.push(resolve));
    return jobs.map((job) => job * 10);
  };
  const release = async (): Promise<void> => {
    releases.shift()?.();
    await new Promise(setImmediate);
  };
  return { run, batches, release };
}

const never = (): boolean => false;

test('a lone job goes at once; those that come meanwhile go together as the next batch', async () => {
  const { run, batches, release } = heldRun();
  const group = new GroupCommit({ run, isHopeless: never, maxInFlight: 1 });
  const results = Promise.all([1, 2, 3, 4].map((job) => group.submit(job)));
  assert.deepEqual(batches, [[1]]);
  await release();
  assert.deepEqual(batches, [[1], [2, 3, 4]]);
  await release();
  assert.deepEqual(await results, [10, 20, 30, 40]);
});

test('no more batches are under way, and none is larger, than allowed', async () => {
  const { run, batches, release } = heldRun();
  const group = new GroupCommit({ run, isHopeless: never, maxInFlight: 2, maxBatch: 3 });
  const results = Promise.all([1, 2, 3, 4, 5, 6].map((job) => group.submit(job)));
  assert.deepEqual(batches, [[1], [2]]);
  await release();
  assert.deepEqual(batches, [[1], [2], [3, 4, 5]]);
  await release();
  assert.deepEqual(batches, [[1], [2], [3, 4, 5], [6]]);
  await release();
  await release();
  assert.deepEqual(await results, [10, 20, 30, 40, 50, 60]);
});

test('a job that makes its batch fail is found by halving, and its neighbours are done', async () => {
  const sizes: number[] = [];
  const run = async (jobs: readonly number[]): Promise<number[]> => {
    sizes.push(jobs.length);
    await new Promise(setImmediate);
    if (jobs.includes(77)) throw new Error('77 is not liked');
    return [...jobs];
  };
  const group = new GroupCommit({ run, isHopeless: never, maxInFlight: 1 });
  const jobs = Array.from({ length: 129 }, (_, index) => index);
  const outcomes = await Promise.allSettled(jobs.map((job) => group.submit(job)));
  for (const [job, outcome] of outcomes.entries()) {
    assert.equal(outcome.status, job === 77 ? 'rejected' : 'fulfilled', `job ${job}`);
  }
  assert.deepEqual(sizes.slice(0, 3), [1, 128, 64]);
  assert.ok(sizes.length <= 2 + 2 * 7, `${sizes.length} runs for one bad job`);
});

test('when nothing can be done, every job of the batch is told so at once', async () => {
  let runs = 0;
  const run = async (): Promise<number[]> => {
    runs += 1;
    await new Promise(setImmediate);
    throw new Error('away');
  };
  const group = new GroupCommit({ run, isHopeless: () => true, maxInFlight: 1 });
  const outcomes = await Promise.allSettled([1, 2, 3].map((job) => group.submit(job)));
  assert.ok(outcomes.every(({ status }) => status === 'rejected'));
  assert.equal(runs, 2);
});

test('beyond what may wait, jobs are turned away', async () => {
  const { run, release } = heldRun();
  const group = new GroupCommit({ run, isHopeless: never, maxInFlight: 1, maxWaiting: 2 });
  const [first, second, third] = [1, 2, 3].map((job) => group.submit(job));
  await assert.rejects(group.submit(4), OverloadedError);
  await release();
  await release();
  assert.deepEqual(await Promise.all([first, second, third]), [10, 20, 30]);
  const later = group.submit(5);
  await release();
  assert.equal(await later, 50);
});

test('drained waits for what is waiting too', async () => {
  const { run, batches, release } = heldRun();
  const group = new GroupCommit({ run, isHopeless: never, maxInFlight: 1 });
  await group.drained();
  const results = Promise.all([1, 2].map((job) => group.submit(job)));
  let drained = false;
  const draining = group.drained().then(() => {
    drained = true;
    return null;
  });
  await release();
  assert.equal(drained, false);
  assert.equal(batches.length, 2);
  await release();
  await draining;
  await results;
});
