import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import { createMemoryCache } from '@outlay/cache/memory.ts';
import type { Cache } from '@outlay/cache/port.ts';
import { type Random, withSeed } from '@outlay/testkit/seeded.ts';
import { parse } from 'graphql';
import { createPreparedExecutor, type PreparedExecutor } from '../../src/execution/executor.ts';
import { createKeeping } from '../../src/responses/keeping.ts';
import { inProcessSource } from '../../src/sources/in-process.ts';
import { readGraph } from '../../src/subscriptions/graph.ts';
import { silent } from '../subscriptions/fixture/reach.ts';
import { asked, newViewer } from '../subscriptions/fixture/viewers.ts';
import { tallySubgraph, tallySupergraph } from './tally.ts';

/** Each read, write and step in the cache takes a few turns of the event loop, so that anything comes between. */
const steps = 250;
const people = 5;

const read = parse('{ tally { count } }');
const write = parse('mutation { add }');

test('whoever was told of a write is never answered from before it, by either of two gateways', async () => {
  await withSeed(async (random) => {
    const pause = pauses(random);
    const subgraph = tallySubgraph(pause);
    const cache = slowCache(createMemoryCache(), pause);
    const gateways = [gatewayOver(subgraph, cache), gatewayOver(subgraph, cache)];
    const viewer = newViewer();
    let acknowledged = 0;
    let reads = 0;

    const one = async (): Promise<void> => {
      for (let step = 0; step < steps; step += 1) {
        const gateway = random.pick(gateways);
        if (random.chance(0.15)) {
          const { add } = await dataOf<{ add: number }>(gateway, write);
          acknowledged = Math.max(acknowledged, add);
          continue;
        }
        const before = acknowledged;
        const { tally } = await dataOf<{ tally: { count: number } }>(gateway, read);
        reads += 1;
        assert.ok(tally.count >= before, `${tally.count} was answered after ${before}`);
      }
    };
    const dataOf = async <Data>(gateway: PreparedExecutor, document: typeof read) => {
      const fallback = () => Promise.reject(new Error('left to Apollo'));
      const answer = await gateway.execute({ document }, asked(viewer), fallback);
      return answer.data as Data;
    };
    await Promise.all(Array.from({ length: people }, one));
    // Otherwise there was nothing to be stale.
    assert.ok(subgraph.asked() < reads * 0.8, `${subgraph.asked()} of ${reads} were asked`);
  });
});

function gatewayOver(subgraph: ReturnType<typeof tallySubgraph>, cache: Cache): PreparedExecutor {
  const keeping = createKeeping(cache, tallySupergraph);
  const source = keeping.around(inProcessSource(subgraph, silent));
  const sources = new Map([[source.name, source]]);
  const graph = readGraph(tallySupergraph, 1, new Set(sources.keys()));
  return keeping.over(createPreparedExecutor({ graph, sources, logger: silent }));
}

function pauses(random: Random): () => Promise<void> {
  return async () => {
    for (let left = random.integer(0, 3); left > 0; left -= 1) await turn();
  };
}

/** A cache somewhere else: what it is asked to do happens a moment later, and it answers a moment after that. */
function slowCache(cache: Cache, pause: () => Promise<void>): Cache {
  const slow =
    <Args extends unknown[], Result>(operation: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      await pause();
      const result = await operation(...args);
      await pause();
      return result;
    };
  return {
    ...cache,
    getAll: slow(cache.getAll),
    set: slow(cache.set),
    setIfAbsent: slow(cache.setIfAbsent),
  };
}
