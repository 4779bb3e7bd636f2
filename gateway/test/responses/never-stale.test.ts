import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import { createAnswerDrops } from '@outlay/cache/kept-answers.ts';
import { createMemoryCache } from '@outlay/cache/memory.ts';
import type { Cache } from '@outlay/cache/port.ts';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { type Random, withSeed } from '@outlay/testkit/seeded.ts';
import { parse } from 'graphql';
import { createPreparedExecutor, type PreparedExecutor } from '../../src/execution/executor.ts';
import { createKeeping } from '../../src/responses/keeping.ts';
import { inProcessSource } from '../../src/sources/in-process.ts';
import { defaultResilience, resilientSource } from '../../src/sources/resilient.ts';
import type { SubgraphSource } from '../../src/sources/source.ts';
import { readGraph } from '../../src/subscriptions/graph.ts';
import { silent } from '../subscriptions/fixture/reach.ts';
import { asked, newViewer } from '../subscriptions/fixture/viewers.ts';
import { type TallyOptions, type TallySubgraph, tallySubgraph, tallySupergraph } from './tally.ts';

/** Each read, write and step in the cache takes a few turns of the event loop, so that anything comes between. */
const steps = 250;
const people = 5;

const read = parse('{ tally { count } }');
const write = parse('mutation { add }');

test('whoever was told of a write, by its answer or as a subscriber, is never answered from before it by either of two gateways', async () => {
  await withSeed(async (random) => {
    const pause = pauses(random);
    const cache = slowCache(createMemoryCache(), pause);
    const drops = createAnswerDrops(cache);
    const subgraph = tallySubgraph({ pause, dropAnswers: drops.drop });
    const gateways = [gatewayOver(subgraph, cache), gatewayOver(subgraph, cache)];
    const viewer = newViewer();
    let acknowledged = 0;
    let reads = 0;
    let heard = 0;
    // What is told to subscribers passes through the gateway as it is.
    const subscriber = inProcessSource(subgraph, silent);
    const subscription = { query: 'subscription { added { count } }', request: asked(viewer) };
    subscriber.subscribe(subscription, {
      next({ data }) {
        const { added } = data as { added: { count: number } };
        acknowledged = Math.max(acknowledged, added.count);
        heard += 1;
      },
      error: ([error]) => assert.fail(error?.message),
      complete: () => {},
      gap: assert.fail,
    });

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
    await subscriber.stop();
    assert.ok(heard > steps / 10, `only ${heard} events came`);
    // Otherwise there was nothing to be stale.
    assert.ok(subgraph.asked() < reads * 0.8, `${subgraph.asked()} of ${reads} were asked`);
  });
});

test('a write that its gateway no longer waits for leaves no answer from before it when it is carried out', async () => {
  const commit = Promise.withResolvers<void>();
  const cache = createMemoryCache();
  const drops = createAnswerDrops(cache);
  const pauseOfWrite = (before: string) => (before === 'commit' ? commit.promise : turn());
  const house = withImpatience({ pauseOfWrite, dropAnswers: drops.drop }, cache);
  await house.writeUnanswered();
  // Kept under the generation that the gateway gave the book when its patience ended.
  assert.deepEqual([await house.count(), await house.count()], [0, 0]);
  assert.equal(house.asked(), 1);
  commit.resolve();
  await turn();
  assert.equal(await house.count(), 1);
});

test('a write that gave no answer in time may have been carried out', async () => {
  const committed = Promise.withResolvers<void>();
  // It drops nothing by itself, and never answers.
  const pauseOfWrite = (before: string) => {
    if (before === 'commit') return turn();
    committed.resolve();
    return new Promise<void>(() => {});
  };
  const house = withImpatience({ pauseOfWrite }, createMemoryCache());
  assert.deepEqual([await house.count(), await house.count()], [0, 0]);
  assert.equal(house.asked(), 1);
  await house.writeUnanswered();
  // On a busy machine the patience may end first.
  await committed.promise;
  assert.equal(await house.count(), 1);
});

for (const isAvailable of [true, false]) {
  const when = isAvailable ? 'there' : 'away';
  test(`while the cache is ${when}, a read joins none from before what another piece wrote`, async () => {
    const counted = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    let pauses = 0;
    // The first read has counted when this is called for the second time; the test says when it answers.
    const pause = async () => {
      pauses += 1;
      if (pauses !== 2) return;
      counted.resolve();
      await answer.promise;
    };
    const subgraph = tallySubgraph({ pause });
    const cache = { ...createMemoryCache(), available: () => isAvailable };
    const drops = createAnswerDrops(cache);
    const gateway = gatewayOver(subgraph, cache);
    const viewer = newViewer();
    const earlier = countAt(gateway, viewer);
    await counted.promise;
    subgraph.addTo(viewer.bookId);
    await drops.drop([viewer.bookId]);
    const later = countAt(gateway, viewer);
    await turn();
    answer.resolve();
    assert.deepEqual([await earlier, await later], [0, 1]);
    await drops.stop();
  });
}

/** A subgraph whose mutations take longer than one of two gateways waits for them. */
function withImpatience(options: TallyOptions, cache: Cache) {
  const subgraph = tallySubgraph(options);
  const patience = { ...defaultResilience, timeoutMs: 20 };
  const source = resilientSource(inProcessSource(subgraph, silent), patience, silent);
  const [impatient, patient] = [gatewayOver(subgraph, cache, source), gatewayOver(subgraph, cache)];
  const viewer = newViewer();
  return {
    asked: subgraph.asked,
    count: () => countAt(patient, viewer),
    /** What has no data is Apollo's to answer. */
    writeUnanswered: () =>
      assert.rejects(
        impatient.execute({ document: write }, asked(viewer), leaveToApollo),
        /left to Apollo/,
      ),
  };
}

const leaveToApollo = () => Promise.reject(new Error('left to Apollo'));

async function countAt(gateway: PreparedExecutor, viewer: Viewer): Promise<number> {
  const answer = await gateway.execute({ document: read }, asked(viewer), leaveToApollo);
  return (answer.data as { tally: { count: number } }).tally.count;
}

/** It shares executions for as long as they take: what keeps them apart must be the state of the book. */
function gatewayOver(
  subgraph: TallySubgraph,
  cache: Cache,
  reached: SubgraphSource = inProcessSource(subgraph, silent),
): PreparedExecutor {
  const keeping = createKeeping(cache, tallySupergraph);
  const source = keeping.around(reached);
  const sources = new Map([[source.name, source]]);
  const graph = readGraph(tallySupergraph, 1, new Set(sources.keys()));
  return keeping.over(
    createPreparedExecutor({ graph, sources, logger: silent, shareWithinMs: Infinity }),
  );
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
