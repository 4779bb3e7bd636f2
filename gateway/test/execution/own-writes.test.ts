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

test('a read after the answer to a write joins none that was asked before or during the write', async () => {
  let count = 0;
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
    shareWithinMs: Infinity,
  });
  const viewer = newViewer();
  const [read, write] = [parse('{ count }'), parse('mutation { add }')];
  const run = async (document: typeof read) => {
    const left = () => Promise.reject(new Error('left to Apollo'));
    const answer = await executor.execute({ document }, asked(viewer), left);
    return answer.data ?? JSON.parse(answer.json ?? 'null').data;
  };
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
