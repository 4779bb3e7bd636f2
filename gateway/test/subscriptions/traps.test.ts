import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { describe, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import type { ExecutionResult } from 'graphql';
import type { SourceResponse, SourceSink, SubgraphSource } from '../../src/sources/source.ts';
import { dataOf, endOf, nextOf, startLiveGraph, type Stream } from './fixture/graph.ts';
import { ways } from './fixture/reach.ts';
import { asked, newViewer } from './fixture/viewers.ts';
import { ids, isFailing } from './fixture/world.ts';

/** A move, and what the other two subgraphs know of its parcel and place. */
const moves = `subscription ($after: Cursor) {
  moved(after: $after) { cursor parcel { id postage fee watchers { nick } } to { id name } }
}`;

type Moved = { readonly moved: { readonly cursor: string } };

/** Answers of one subgraph, changed on their way. */
function answering(name: string, change: (answer: SourceResponse) => SourceResponse) {
  return (source: SubgraphSource): SubgraphSource =>
    source.name !== name
      ? source
      : { ...source, execute: async (request) => change(await source.execute(request)) };
}

/** What one subgraph's subscription tells, through hands of ours. */
function telling(name: string, through: (sink: SourceSink) => SourceSink) {
  return (source: SubgraphSource): SubgraphSource =>
    source.name !== name
      ? source
      : { ...source, subscribe: (request, sink) => source.subscribe(request, through(sink)) };
}

function isFine(parcel: string): boolean {
  return parcel !== 'p0' && !isFailing(9, 'parcel', parcel);
}

function deeplyFrozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values(value)) deeplyFrozen(inner);
  return Object.freeze(value);
}

describe('a trap on the way from one subgraph’s event to a joined result', () => {
  test('the executor merges into the event it is given: it gets a copy', async () => {
    const events: SourceResponse[] = [];
    const keeping = telling('parcels', (sink) => ({
      ...sink,
      next: (event) => {
        events.push(deeplyFrozen(event));
        sink.next(event);
      },
    }));
    await using graph = await startLiveGraph({ between: keeping });
    const stream = await graph.stream(
      'subscription { moved { parcel { sender { name } } to { id name } } }',
    );
    await eventually(() => graph.fixture.feed.open());
    graph.fixture.feed.publish('p1');
    const { moved } = await dataOf<{ moved: { to: { name: string } } }>(stream);
    assert.match(moved.to.name, /^name of /);
    assert.ok(!JSON.stringify(events).includes('name of'), 'the event is as it came');
  });

  test('what a fetch threw has no toJSON: it becomes a GraphQLError, and the stream goes on', async () => {
    let broken = true;
    const malformed = answering('people', (answer) => (broken ? { data: {} } : answer));
    await using graph = await startLiveGraph({ between: malformed });
    const stream = await graph.stream(
      'subscription { moved { cursor parcel { watchers { id name } } } }',
    );
    await eventually(() => graph.fixture.feed.open());
    graph.fixture.feed.publish('p1');
    const { data, errors } = await nextOf(stream);
    assert.equal(data, null);
    assert.equal(errors?.length, 1);
    assert.equal(errors[0]!.toJSON().extensions?.['code'], 'INTERNAL_SERVER_ERROR_MASKED');
    broken = false;
    graph.fixture.feed.publish('p1');
    assert.equal((await dataOf<Moved>(stream)).moved.cursor, '2');
  });

  test('formatError is not called for events: whatever a subgraph lets slip is masked here', async () => {
    const secret = 'select * from users -- at 10.0.0.7:5432';
    const leaking = (answer: SourceResponse): SourceResponse => ({
      ...answer,
      errors: [{ message: secret, extensions: { stacktrace: [secret] } }],
    });
    for (const between of [
      answering('people', leaking),
      telling('parcels', (sink) => ({ ...sink, next: (event) => sink.next(leaking(event)) })),
      telling('parcels', (sink) => ({ ...sink, next: (e) => sink.error(leaking(e).errors!) })),
    ]) {
      await using graph = await startLiveGraph({ between });
      const stream = await graph.stream(moves);
      await eventually(() => graph.fixture.feed.open());
      graph.fixture.feed.publish('p1');
      const { errors } = await nextOf(stream);
      assert.ok(errors && errors.length > 0);
      for (const { extensions } of errors) {
        assert.equal(extensions['code'], 'INTERNAL_SERVER_ERROR_MASKED');
      }
      assert.ok(!JSON.stringify(errors).includes('10.0.0.7'), JSON.stringify(errors));
    }
  });

  test('the executor fails over a subgraph’s errors without `metrics`: they come beside the data', async () => {
    const id = ids.parcel.find((each) => isFailing(4, 'trouble', each) && isFine(each))!;
    await using graph = await startLiveGraph();
    const stream = await graph.stream(`subscription { parcelSeen(id: "${id}") { id trouble } }`);
    const { data, errors } = JSON.parse(JSON.stringify(await nextOf(stream))) as ExecutionResult;
    assert.deepEqual(data, { parcelSeen: { id, trouble: null } });
    assert.deepEqual(errors, [
      {
        message: `No trouble for ${id}`,
        path: ['parcelSeen', 'trouble'],
        extensions: { code: 'NOT_READY' },
      },
    ]);
  });

  test('graphql 16 throws while validating a condition at the root: it is a refusal', async () => {
    await using graph = await startLiveGraph();
    for (const query of [
      'subscription ($x: Boolean!) { moved @include(if: $x) { cursor } }',
      'subscription ($x: Boolean!) { ... @skip(if: $x) { moved { cursor } } }',
      'subscription ($x: Boolean!) { ...F } fragment F on Subscription { moved @skip(if: $x) { cursor } }',
      'subscription { moved @include(if: false) { cursor } }',
    ]) {
      const { message, extensions } = await graph.refusal(query, { variables: { x: true } });
      assert.match(message, /can't carry @(include|skip)/);
      assert.equal(extensions['code'], 'GRAPHQL_VALIDATION_FAILED');
    }
    assert.equal(graph.live.activeUpstreams(), 0);
  });

  test('conditions further in are nobody’s business', async () => {
    await using graph = await startLiveGraph();
    const stream = await graph.stream(
      'subscription ($x: Boolean!) { parcelSeen(id: "p5") { id weight @include(if: $x) } }',
      { variables: { x: false } },
    );
    assert.deepEqual(await dataOf<unknown>(stream), { parcelSeen: { id: 'p5' } });
  });
});

for (const way of ways) {
  describe(`a trap between client and subgraph, ${way}`, () => {
    test('a client that leaves while nothing happens lets go of its source at once', async () => {
      await using graph = await startLiveGraph({ way });
      const stream = await graph.stream(moves);
      await eventually(() => graph.fixture.feed.open());
      const pending = stream.next();
      await stream.return!();
      assert.equal((await pending).done, true);
      assert.equal(graph.live.activeUpstreams(), 0);
      await eventually(() => graph.fixture.feed.open() === 0);
    });

    test('a subgraph whose context hook throws ends that subscription and no other', async () => {
      await using graph = await startLiveGraph({ way });
      const well = await graph.stream(moves);
      await eventually(() => graph.fixture.feed.open());
      graph.fixture.onContext = () => {
        throw new Error('no context today');
      };
      const ill = await graph.stream(moves);
      assert.equal(await endOf(ill), 'INTERNAL_SERVER_ERROR_MASKED');
      graph.fixture.onContext = null;
      graph.fixture.feed.publish('p5');
      assert.equal((await dataOf<Moved>(well)).moved.cursor, '1');
    });

    test('only the variables that the subscription itself uses are sent to its subgraph', async () => {
      const sent: unknown[] = [];
      const watching = (source: SubgraphSource): SubgraphSource => ({
        ...source,
        subscribe: (request, sink) => {
          sent.push(request.variables);
          return source.subscribe(request, sink);
        },
      });
      await using graph = await startLiveGraph({ way, between: watching });
      const stream = await graph.stream(
        `subscription ($id: ID!, $style: NameStyle, $big: Boolean!) {
          parcelSeen(id: $id) { label(upper: $big) sender { name(style: $style) } }
        }`,
        { variables: { id: 'p5', style: 'SHORT', big: true, undeclared: 1 } },
      );
      const { parcelSeen } = await dataOf<{ parcelSeen: { sender: { name: string } } }>(stream);
      assert.match(parcelSeen.sender.name, /^SHORT name/);
      assert.deepEqual(sent, [{ id: 'p5', big: true }]);
    });
  });
}

test('a source that lost events says so: SUBSCRIPTION_GAP after what came before, then the end', async () => {
  let sink: SourceSink | undefined;
  const keeping = telling('parcels', (given) => (sink = given));
  await using graph = await startLiveGraph({ between: keeping });
  const viewer = newViewer();
  const clients = await Promise.all(
    [1, 2].map(() => graph.stream(moves, { request: asked(viewer) })),
  );
  await eventually(() => graph.fixture.feed.open());
  graph.fixture.feed.publish('p5');
  await eventually(() => graph.fixture.asked.some(({ subgraph }) => subgraph === 'people'));
  sink!.gap();
  assert.equal(graph.live.activeUpstreams(), 0, 'who subscribes now gets a stream of their own');
  for (const client of clients) {
    assert.equal((await dataOf<Moved>(client)).moved.cursor, '1');
    assert.equal(await endOf(client), 'SUBSCRIPTION_GAP');
  }
});

/** Connections from this process that found nobody listening. */
function countRefusedConnections() {
  const found = { count: 0, [Symbol.dispose]: () => unsubscribe('net.client.socket', watch) };
  const watch = (message: unknown) => {
    (message as { socket: Socket }).socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') found.count += 1;
    });
  };
  subscribe('net.client.socket', watch);
  return found;
}

test('a subgraph that goes away and comes back: the gap is told, and the cursor fills it', async () => {
  await using graph = await startLiveGraph({ way: 'over HTTP and WebSocket' });
  using refused = countRefusedConnections();
  const { feed } = graph.fixture;
  const cursorOf = async (from: Stream) => (await dataOf<Moved>(from)).moved.cursor;

  const before = await graph.stream(moves);
  await eventually(() => feed.open());
  feed.publish('p5');
  const last = await cursorOf(before);
  const bringUp = await graph.takeDown('parcels');
  feed.publish('p6');
  feed.publish('p7');
  // By default graphql-ws would give up now.
  await eventually(() => refused.count > 0);
  await bringUp();
  assert.equal(await endOf(before), 'SUBSCRIPTION_GAP');

  const after = await graph.stream(moves, { variables: { after: last } });
  assert.deepEqual([await cursorOf(after), await cursorOf(after)], ['2', '3']);
  feed.publish('p8');
  assert.equal(await cursorOf(after), '4');
});
