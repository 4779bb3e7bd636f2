import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createLane } from './lane.ts';

function start({ concurrency = 2, capacity = 5 } = {}) {
  const delivered: string[] = [];
  const atWork = new Map<string, (result: string) => void>();
  const lane = createLane<string, string>({
    concurrency,
    capacity,
    work: (event) => new Promise((resolve) => atWork.set(event, resolve)),
    deliver: (result) => delivered.push(result),
  });
  return {
    lane,
    delivered,
    working: () => [...atWork.keys()].join(''),
    async finish(event: string) {
      atWork.get(event)!(event.toUpperCase());
      atWork.delete(event);
      await turn();
    },
  };
}

describe('a lane', () => {
  test('delivers in the order of arrival, whichever is done first', async () => {
    const { lane, delivered, finish } = start({ concurrency: 3 });
    for (const event of 'abc') lane.push(event);
    await finish('c');
    await finish('b');
    assert.deepEqual(delivered, []);
    await finish('a');
    assert.deepEqual(delivered, ['A', 'B', 'C']);
  });

  test('works on so many at a time and no more', async () => {
    const { lane, working, finish } = start({ concurrency: 2 });
    for (const event of 'abcd') lane.push(event);
    assert.equal(working(), 'ab');
    await finish('b');
    assert.equal(working(), 'ac');
    await finish('a');
    assert.equal(working(), 'cd');
  });

  test('takes no more than fit', async () => {
    const { lane, finish } = start({ capacity: 2 });
    assert.deepEqual(['a', 'b', 'c'].map(lane.push), [true, true, false]);
    await finish('a');
    assert.equal(lane.push('d'), true);
  });

  test('closes once, after the last delivery', async () => {
    const { lane, delivered, finish } = start();
    let closed = 0;
    lane.push('a');
    lane.close(() => (closed += 1));
    lane.push('b');
    assert.equal(closed, 0);
    await finish('a');
    assert.deepEqual([closed, delivered], [1, ['A']]);
  });

  test('can be closed from inside its last delivery', async () => {
    let closed = 0;
    const lane = createLane<string, string>({
      concurrency: 1,
      capacity: 1,
      work: (event) => Promise.resolve(event),
      deliver: () => lane.close(() => (closed += 1)),
    });
    lane.push('a');
    await turn();
    assert.equal(closed, 1);
  });

  test('delivers nothing once it is dropped', async () => {
    const { lane, delivered, working, finish } = start();
    let closed = 0;
    for (const event of 'abc') lane.push(event);
    lane.close(() => (closed += 1));
    lane.drop();
    await finish('a');
    await finish('b');
    assert.deepEqual([delivered, working(), closed], [[], '', 0]);
  });
});
