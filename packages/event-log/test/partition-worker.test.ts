import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pino } from 'pino';
import { EventsLostError } from '../src/errors.ts';
import { createHeads } from '../src/heads.ts';
import { startPartitionWorker } from '../src/partition-worker.ts';
import type { LogRecord } from '../src/port.ts';
import { topic, wires } from './fixtures.ts';

const assignment = { topic, partition: 0 };

function recordsOf(count: number): LogRecord[] {
  return wires(uuidv7(), 1, count).map((event, index) => ({
    ...assignment,
    offset: BigInt(index),
    event,
  }));
}

/** A worker that was given a partition of five records, of which `start` were consumed before. */
function startWorker(start: bigint) {
  const heads = createHeads();
  const state = { records: recordsOf(5), first: 0n, position: start, told: '' };
  const handed: LogRecord[] = [];
  const worker = startPartitionWorker({
    assignment,
    heads,
    mayFall: true,
    batchSize: 10,
    logger: pino({}, { write: (line: string) => void (state.told += line) }),
    read: async (_assignment, from, limit) => {
      if (from < state.first) throw new EventsLostError('deleted');
      return state.records.slice(Number(from), Number(from) + limit);
    },
    ends: async () => [{ partition: 0, end: BigInt(state.records.length) }],
    subscriber: {
      startAt: async () => state.position,
      handle: async (_assignment, records) => {
        handed.push(...records);
        state.position = records.at(-1)!.offset + 1n;
      },
    },
  });
  const becomes = (records: LogRecord[]): void => {
    const grew = records.length > state.records.length;
    state.records = records;
    if (grew) heads.advance(assignment, BigInt(records.length));
    else worker.fell(BigInt(records.length));
  };
  heads.advance(assignment, 5n);
  return { worker, state, handed, becomes };
}

for (const start of [0n, 5n]) {
  test(`a partition whose end was told by who was behind goes on, ${start} of 5 consumed before`, async () => {
    const { worker, state, handed, becomes } = startWorker(start);
    const whole = [...state.records, ...recordsOf(7).slice(5)];
    await eventually(() => handed.length === 5 - Number(start));
    await nextTurn();
    becomes(whole.slice(0, 3));
    await eventually(() => state.told.includes('begun anew, or cut, after 5'));
    becomes(whole);
    await eventually(() => handed.length === 7 - Number(start));
    assert.deepEqual(handed, whole.slice(Number(start)));
    await worker.stop();
  });
}

test('a partition that was begun anew stands still however long it is, until its position is another', async () => {
  const { worker, state, handed, becomes } = startWorker(5n);
  await nextTurn();
  becomes([]);
  await eventually(() => state.told.includes('the log has 0.'));
  const anew = recordsOf(9);
  becomes(anew);
  await eventually(() => state.told.includes('the log has 9.'));
  assert.deepEqual(handed, []);
  state.position = 0n;
  await eventually(() => handed.length === 9);
  assert.deepEqual(handed, anew);
  await worker.stop();
});

test('a partition that was begun anew before anybody tells stands still as well', async () => {
  const { worker, state, handed, becomes } = startWorker(5n);
  await nextTurn();
  state.records = [];
  // Somebody else's news: there is nothing to read, and then something else.
  becomes(recordsOf(6));
  state.records = [];
  await eventually(() => state.told.includes('the log has 0.'));
  becomes(recordsOf(9));
  await eventually(() => state.told.includes('the log has 9.'));
  worker.fell(9n);
  await nextTurn();
  assert.deepEqual(handed, []);
  await worker.stop();
});

test('a partition whose consumed records were deleted is read on', async () => {
  const { worker, state, handed, becomes } = startWorker(5n);
  state.first = 5n;
  await nextTurn();
  const longer = [...state.records, ...recordsOf(6).slice(5)];
  becomes(longer);
  await eventually(() => handed.length === 1);
  await worker.stop();
});
