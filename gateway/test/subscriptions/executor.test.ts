import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { SourceSink, SubgraphSource } from '../../src/sources/source.ts';
import { dataOf, endOf, nextOf, startLiveGraph, type Stream } from './fixture/graph.ts';
import { asked, newViewer } from './fixture/viewers.ts';

const moves = 'subscription { moved { cursor parcel { sender { name } } } }';
type Moved = { readonly moved: { readonly cursor: string } };

async function all(stream: Stream): Promise<ExecutionResult[]> {
  const results: ExecutionResult[] = [];
  for await (const result of stream) results.push(result);
  return results;
}

function cursors(results: readonly ExecutionResult[]): string[] {
  return results.flatMap(({ data }) => (data ? [(data as Moved).moved.cursor] : []));
}

describe('a subscription is refused', () => {
  const refused: [string, string, Record<string, unknown>, string, RegExp][] = [
    ['that can’t be parsed', 'subscription {', {}, 'GRAPHQL_PARSE_FAILED', /Syntax Error/],
    [
      'with an unknown field',
      'subscription { moved { colour } }',
      {},
      'GRAPHQL_VALIDATION_FAILED',
      /Cannot query field "colour"/,
    ],
    [
      'with two root fields',
      'subscription { moved { cursor } other: moved { cursor } }',
      {},
      'GRAPHQL_VALIDATION_FAILED',
      /only one top level field/,
    ],
    [
      'of the schema itself',
      'subscription { __typename }',
      {},
      'GRAPHQL_VALIDATION_FAILED',
      /introspection/,
    ],
    ['that is a query', 'query { moved { cursor } }', {}, 'BAD_USER_INPUT', /not a subscription/],
    [
      'without a variable that it needs',
      'subscription ($id: ID!) { parcelSeen(id: $id) { id } }',
      {},
      'BAD_USER_INPUT',
      /Variable "\$id" of required type "ID!" was not provided/,
    ],
    [
      'with a variable of the wrong type',
      'subscription ($id: ID!, $up: Boolean) { parcelSeen(id: $id) { label(upper: $up) } }'.replace(
        'Boolean',
        'Boolean!',
      ),
      { id: 'p5', up: 'yes' },
      'BAD_USER_INPUT',
      /Variable "\$up" got invalid value "yes"/,
    ],
  ];
  for (const [what, query, variables, code, message] of refused) {
    test(what, async () => {
      await using graph = await startLiveGraph();
      const error = await graph.refusal(query, { variables });
      assert.equal(error.extensions['code'], code);
      assert.match(error.message, message);
      assert.equal(graph.live.activeUpstreams(), 0);
      assert.deepEqual(graph.fixture.asked, [], 'no subgraph hears of it');
    });
  }

  test('that breaks a rule of the house', async () => {
    await using graph = await startLiveGraph({
      validationRules: [
        (context) => ({
          Field: ({ name }) => {
            if (name.value === 'mood') context.reportError(new GraphQLError('No moods.'));
          },
        }),
      ],
    });
    const query = 'subscription { personSeen(id: "u1") { mood } }';
    assert.equal((await graph.refusal(query)).message, 'No moods.');
  });

  test('in words that hide what nobody expected', async () => {
    await using graph = await startLiveGraph({
      validationRules: [
        () => {
          throw new TypeError('at 10.0.0.7');
        },
      ],
    });
    const { message, extensions } = await graph.refusal(moves);
    assert.equal(extensions['code'], 'INTERNAL_SERVER_ERROR_MASKED');
    assert.ok(!message.includes('10.0.0.7'));
  });
});

describe('the events of a stream', () => {
  test('come in order, though later ones are joined first, and only so many at a time', async () => {
    await using graph = await startLiveGraph({ limits: { joinConcurrency: 3 } });
    const stream = await graph.stream(moves);
    const held: (() => void)[] = [];
    graph.fixture.onPerson = () => new Promise((resolve) => held.push(resolve));
    await eventually(() => graph.fixture.feed.open());
    for (let count = 0; count < 6; count += 1) graph.fixture.feed.publish('p5');
    await eventually(() => held.length === 3);
    const reading = Promise.all(Array.from({ length: 6 }, () => dataOf<Moved>(stream)));
    for (let done = 0; done < 6; done += 1) {
      await eventually(() => held.length > 0);
      assert.ok(held.length <= 3, 'three at most are under way');
      held.pop()!();
    }
    const order = (await reading).map(({ moved }) => moved.cursor);
    assert.deepEqual(order, ['1', '2', '3', '4', '5', '6']);
  });

  test('an error in one of them is the end of none', async () => {
    await using graph = await startLiveGraph();
    const stream = await graph.stream('subscription { moved { cursor parcel { seal } } }');
    await eventually(() => graph.fixture.feed.open());
    const parcels = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'p8', 'p9', 'p10', 'p11'];
    for (const parcel of parcels) graph.fixture.feed.publish(parcel);
    const results = await Promise.all(parcels.map(() => nextOf(stream)));
    const failed = results.filter(({ errors }) => errors);
    assert.ok(failed.length > 0 && failed.length < results.length);
    for (const { data, errors } of failed) {
      assert.deepEqual(
        [data, errors!.map(({ path }) => path)],
        [null, [['moved', 'parcel', 'seal']]],
      );
    }
  });

  test('a slow reader gets what fits, then SUBSCRIPTION_TOO_SLOW, and holds nobody up', async () => {
    await using graph = await startLiveGraph({ limits: { maxEventsBehind: 3 } });
    const request = asked(newViewer());
    const [slow, quick] = [
      await graph.stream(moves, { request }),
      await graph.stream(moves, { request }),
    ];
    await eventually(() => graph.fixture.feed.open());
    for (let count = 1; count <= 5; count += 1) {
      graph.fixture.feed.publish('p5');
      assert.equal((await dataOf<Moved>(quick)).moved.cursor, String(count));
    }
    const got = await all(slow);
    assert.deepEqual(cursors(got), ['1', '2', '3']);
    const [error] = got.at(-1)!.errors!;
    assert.equal(error!.extensions['code'], 'SUBSCRIPTION_TOO_SLOW');
    assert.match(error!.message, /More than 3 events/);
    graph.fixture.feed.publish('p5');
    assert.equal((await dataOf<Moved>(quick)).moved.cursor, '6');
  });

  test('a stream faster than its joins ends with SUBSCRIPTION_TOO_SLOW; coming back goes on', async () => {
    await using graph = await startLiveGraph({
      limits: { maxEventsInHand: 4, joinConcurrency: 1 },
    });
    for (let count = 0; count < 10; count += 1) graph.fixture.feed.publish('p5');
    const query = `subscription ($after: Cursor) { moved(after: $after) { cursor parcel { sender { name } } } }`;
    const seen: string[] = ['0'];
    for (let tries = 0; tries < 10 && seen.at(-1) !== '10'; tries += 1) {
      const stream = await graph.stream(query, { variables: { after: seen.at(-1) } });
      for await (const result of stream) {
        if (result.errors) {
          assert.equal(result.errors[0]!.extensions['code'], 'SUBSCRIPTION_TOO_SLOW');
        }
        seen.push(...cursors([result]));
        if (seen.at(-1) === '10') break;
      }
    }
    assert.deepEqual(seen, ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
  });
});

describe('a stream ends', () => {
  /** Takes the sink of the owning subgraph into the hands of the test. */
  function inHand(take: (sink: SourceSink) => void) {
    return (source: SubgraphSource): SubgraphSource => ({
      ...source,
      subscribe(request, sink) {
        take(sink);
        return source.subscribe(request, sink);
      },
    });
  }

  test('when the subgraph completes, after what is in hand', async () => {
    let sink: SourceSink | undefined;
    await using graph = await startLiveGraph({ between: inHand((given) => (sink = given)) });
    const stream = await graph.stream(moves);
    await eventually(() => graph.fixture.feed.open());
    let letGo = () => {};
    graph.fixture.onPerson = () => new Promise<void>((resolve) => (letGo = resolve));
    graph.fixture.feed.publish('p5');
    await eventually(() => graph.fixture.asked.some(({ subgraph }) => subgraph === 'people'));
    sink!.complete();
    sink!.next({ data: { moved: null } });
    await eventually(() => graph.fixture.feed.open() === 0);
    letGo();
    assert.deepEqual(cursors(await all(stream)), ['1']);
  });

  test('with the error of a subgraph that refuses it', async () => {
    const refusing = inHand((sink) =>
      queueMicrotask(() =>
        sink.error([{ message: 'Sign in first.', extensions: { code: 'UNAUTHENTICATED' } }]),
      ),
    );
    await using graph = await startLiveGraph({ between: refusing });
    assert.equal(await endOf(await graph.stream(moves)), 'UNAUTHENTICATED');
    assert.equal(graph.live.activeUpstreams(), 0);
  });

  test('with an error when its source breaks while it is asked', async () => {
    const breaking = (source: SubgraphSource): SubgraphSource => ({
      ...source,
      subscribe() {
        throw new Error('at 10.0.0.7');
      },
    });
    await using graph = await startLiveGraph({ between: breaking });
    assert.equal(await endOf(await graph.stream(moves)), 'INTERNAL_SERVER_ERROR_MASKED');
  });

  test('and its source, though it said everything while it was asked', async () => {
    let stopped = 0;
    const hasty = (source: SubgraphSource): SubgraphSource => ({
      ...source,
      subscribe(_request, sink) {
        sink.next({ data: { moved: null } });
        sink.complete();
        return () => (stopped += 1);
      },
    });
    await using graph = await startLiveGraph({ between: hasty });
    const results = await all(await graph.stream('subscription { moved { cursor } }'));
    assert.equal(results.length, 1);
    assert.equal(stopped, 1);
  });

  test('with SUBSCRIPTION_ENDED when the executor stops, after what is in hand', async () => {
    await using graph = await startLiveGraph();
    const stream = await graph.stream(moves);
    await eventually(() => graph.fixture.feed.open());
    let letGo = () => {};
    graph.fixture.onPerson = () => new Promise<void>((resolve) => (letGo = resolve));
    graph.fixture.feed.publish('p5');
    await eventually(() => graph.fixture.asked.some(({ subgraph }) => subgraph === 'people'));
    let stopped = false;
    const stopping = graph.live.stop().then(() => (stopped = true));
    await eventually(() => graph.fixture.feed.open() === 0);
    assert.equal(stopped, false);
    letGo();
    await stopping;
    assert.equal((await dataOf<Moved>(stream)).moved.cursor, '1');
    assert.equal(await endOf(stream), 'SUBSCRIPTION_ENDED');
    assert.equal((await graph.refusal(moves)).extensions['code'], 'SUBSCRIPTION_ENDED');
  });
});
