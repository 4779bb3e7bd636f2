import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { parse } from 'graphql';
import { createPreparedExecutor } from '../../src/execution/executor.ts';
import { readAnswer } from '../../src/sources/read-answer.ts';
import type { SubgraphSource } from '../../src/sources/source.ts';
import { readGraph } from '../../src/subscriptions/graph.ts';
import { composeSubgraphs, memoryLogger } from '../fixture/house.ts';
import { asked, newViewer } from '../subscriptions/fixture/viewers.ts';

const sdl = composeSubgraphs({ tally: 'type Query { count: Int! } type Mutation { add: Int! }' });

const [read, write] = [parse('{ count }'), parse('mutation { add }')];

/** One viewer's reads and writes of a number, over a subgraph whose answers wait. */
function startTally(options: { shareWithinMs?: number }) {
  let count = 0;
  let reads = 0;
  /** Reads are answered when this says so, with what was there when they were asked. */
  const slowRead = Promise.withResolvers<void>();
  const commit = Promise.withResolvers<void>();
  const source: SubgraphSource = {
    name: 'tally',
    async execute(request) {
      if (/^\s*mutation\b/.test(request.query)) {
        await commit.promise;
        return readAnswer(JSON.stringify({ data: { add: (count += 1) } }), request);
      }
      reads += 1;
      const text = JSON.stringify({ data: { count } });
      await slowRead.promise;
      return readAnswer(text, request);
    },
    subscribe: () => () => {},
    health: async () => ({ ready: true, problems: [] }),
    stop: async () => {},
  };
  const executor = createPreparedExecutor({
    graph: readGraph(sdl, 1, new Set(['tally'])),
    sources: new Map([['tally', source]]),
    logger: memoryLogger().logger,
    ...options,
  });
  const viewer = newViewer();
  const run = async (document: typeof read) => {
    const left = () => Promise.reject(new Error('left to Apollo'));
    const answer = await executor.execute({ document }, asked(viewer), left);
    return answer.data ?? JSON.parse(answer.json ?? 'null').data;
  };
  return { run, reads: () => reads, slowRead, commit };
}

test('a read after the answer to a write joins none that was asked before or during the write', async () => {
  const { run, slowRead, commit } = startTally({ shareWithinMs: Infinity });
  const writing = run(write);
  await turn();
  const during = run(read);
  await turn();
  commit.resolve();
  assert.equal((await writing).add, 1);
  const after = run(read);
  slowRead.resolve();
  assert.equal((await during).count, 0);
  assert.equal((await after).count, 1, 'it was answered from before its own write');
});

test('what was asked before a write began is not joined while it is under way', async () => {
  const { run, reads, slowRead, commit } = startTally({ shareWithinMs: Infinity });
  const before = [run(read), run(read)];
  await turn();
  assert.equal(reads(), 1);
  const writing = run(write);
  // Somebody was told of it by a subgraph, say, ahead of its answer.
  const during = run(read);
  await turn();
  assert.equal(reads(), 2);
  commit.resolve();
  slowRead.resolve();
  await Promise.all([...before, writing, during]);
});

for (const [options, ms] of [
  [{}, 3],
  [{ shareWithinMs: 10 }, 10],
] as const) {
  test(`a read joins an equal one that was asked ${ms} ms before, and none from before that`, async (context) => {
    let now = 1_000;
    context.mock.method(performance, 'now', () => now);
    const { run, reads, slowRead } = startTally(options);
    const asked = [run(read)];
    now += ms;
    asked.push(run(read));
    await turn();
    assert.equal(reads(), 1);
    now += 0.1;
    asked.push(run(read));
    await turn();
    assert.equal(reads(), 2);
    slowRead.resolve();
    await Promise.all(asked);
  });
}
