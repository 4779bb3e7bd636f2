import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { composeFixture } from './fixture/compose.ts';
import { dataOf, endOf, type LiveGraph, startLiveGraph, type Stream } from './fixture/graph.ts';
import { asked, newViewer } from './fixture/viewers.ts';

const moves = `subscription Moves($after: Cursor, $with: Boolean = false) {
  moved(after: $after) { cursor parcel { id watchers @include(if: $with) { nick } } to { name } }
}`;
type Moved = { readonly moved: { readonly cursor: string } };

async function cursorsOf(stream: Stream, count: number): Promise<string[]> {
  const cursors: string[] = [];
  while (cursors.length < count) cursors.push((await dataOf<Moved>(stream)).moved.cursor);
  return cursors;
}

const withAge = (sdl: string) => `${sdl} extend type Person { age: Int }`;

/** How often each subgraph was asked something. */
function counts({ fixture }: LiveGraph): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { subgraph } of fixture.asked) found[subgraph] = (found[subgraph] ?? 0) + 1;
  return found;
}

/** Waits until so many streams were opened at the owning subgraph. */
async function opened({ fixture }: LiveGraph, count: number): Promise<void> {
  await eventually(() => fixture.feed.opened() === count);
}

describe('clients that share an upstream', () => {
  test('are asked for once: one subscription, and one execution per event', async () => {
    await using graph = await startLiveGraph();
    const viewer = newViewer();
    const clients = await Promise.all(
      Array.from({ length: 5 }, () => graph.stream(moves, { request: asked(viewer) })),
    );
    await opened(graph, 1);
    graph.fixture.feed.publish('p5');
    graph.fixture.feed.publish('p6');
    for (const client of clients) assert.deepEqual(await cursorsOf(client, 2), ['1', '2']);
    assert.equal(graph.live.activeUpstreams(), 1);
    assert.deepEqual(counts(graph), { parcels: 1, places: 2 });
  });

  test('keep it until the last one leaves', async () => {
    await using graph = await startLiveGraph();
    const viewer = newViewer();
    const one = await graph.stream(moves, { request: asked(viewer) });
    const other = await graph.stream(moves, { request: asked(viewer) });
    await opened(graph, 1);
    await one.return!();
    graph.fixture.feed.publish('p5');
    assert.deepEqual(await cursorsOf(other, 1), ['1']);
    await other.return!();
    assert.equal(graph.live.activeUpstreams(), 0);
    await eventually(() => graph.fixture.feed.open() === 0);

    const next = await graph.stream(moves, { request: asked(viewer) });
    await opened(graph, 2);
    graph.fixture.feed.publish('p6');
    assert.deepEqual(await cursorsOf(next, 1), ['2']);
  });

  test('are joined for in the name of the one whose token lives longest', async () => {
    await using graph = await startLiveGraph();
    const viewer = newViewer({ seconds: 60 });
    const refreshed = {
      ...viewer,
      sessionId: newViewer().sessionId,
      expiresAt: viewer.expiresAt + 60,
    };
    const first = await graph.stream(moves, { request: asked(viewer) });
    const second = await graph.stream(moves, { request: asked(refreshed) });
    await opened(graph, 1);
    graph.fixture.feed.publish('p5');
    await cursorsOf(second, 1);
    await second.return!();
    graph.fixture.feed.publish('p6');
    await cursorsOf(first, 2);
    const names = graph.fixture.asked
      .filter(({ subgraph }) => subgraph === 'places')
      .map(({ request }) => request.viewer?.sessionId);
    assert.deepEqual(names, [refreshed.sessionId, viewer.sessionId]);
  });
});

describe('clients share no upstream', () => {
  const viewer = newViewer();
  const differently = {
    'when they are other viewers': { request: asked(newViewer()) },
    'when they share a book': { request: asked({ ...newViewer(), bookId: viewer.bookId }) },
    'when they see another book': { request: asked({ ...viewer, bookId: newViewer().bookId }) },
    'when they have other roles': { request: asked({ ...viewer, roles: ['OPERATOR' as const] }) },
    'when they aren’t signed in': { request: asked(null) },
    'when their variables differ': { variables: { after: '0' } },
    'when only a variable of the join differs': { variables: { with: true } },
  };
  for (const [when, args] of Object.entries(differently)) {
    test(when, async () => {
      await using graph = await startLiveGraph();
      await graph.stream(moves, { request: asked(viewer) });
      await graph.stream(moves, { request: asked(viewer), ...args });
      assert.equal(graph.live.activeUpstreams(), 2);
    });
  }

  test('when nobody is signed in', async () => {
    await using graph = await startLiveGraph();
    await graph.stream(moves, { request: asked(null) });
    await graph.stream(moves, { request: asked(null) });
    assert.equal(graph.live.activeUpstreams(), 2);
  });

  test('when they name other operations of one document', async () => {
    await using graph = await startLiveGraph();
    const two = 'subscription A { moved { cursor } } subscription B { moved { cursor to { id } } }';
    for (const operationName of ['A', 'B', 'A']) {
      await graph.stream(two, { operationName, request: asked(viewer) });
    }
    assert.equal(graph.live.activeUpstreams(), 2);
    assert.match((await graph.refusal(two)).message, /Name one of the operations/);
    assert.match((await graph.refusal(two, { operationName: 'C' })).message, /Name one/);
  });

  test('but undeclared variables make no difference', async () => {
    await using graph = await startLiveGraph();
    for (const variables of [{ nonsense: 1 }, { nonsense: 2 }, {}]) {
      await graph.stream(moves, { request: asked(viewer), variables });
    }
    assert.equal(graph.live.activeUpstreams(), 1);
  });
});

describe('who joins after the first event', () => {
  test('with a cursor gets the whole replay, from an upstream of their own', async () => {
    await using graph = await startLiveGraph();
    for (const parcel of ['p5', 'p6', 'p7']) graph.fixture.feed.publish(parcel);
    const args = { request: asked(newViewer()), variables: { after: '1' } };
    const early = await graph.stream(moves, args);
    const same = await graph.stream(moves, args);
    assert.equal(graph.live.activeUpstreams(), 1, 'nothing was delivered yet: it can be shared');
    assert.deepEqual(await cursorsOf(early, 2), ['2', '3']);
    assert.deepEqual(await cursorsOf(same, 2), ['2', '3']);

    const late = await graph.stream(moves, args);
    assert.deepEqual(await cursorsOf(late, 2), ['2', '3']);
    assert.equal(graph.live.activeUpstreams(), 2);
    await opened(graph, 2);
    graph.fixture.feed.publish('p8');
    for (const client of [early, same, late]) assert.deepEqual(await cursorsOf(client, 1), ['4']);
  });

  test('the same with the cursor written in the document, or as a default', async () => {
    for (const query of [
      'subscription { moved(after: "0") { cursor } }',
      'subscription ($after: Cursor = "0") { ...F } fragment F on Subscription { moved(after: $after) { cursor } }',
    ]) {
      await using graph = await startLiveGraph();
      graph.fixture.feed.publish('p5');
      const request = asked(newViewer());
      assert.deepEqual(await cursorsOf(await graph.stream(query, { request }), 1), ['1']);
      assert.deepEqual(await cursorsOf(await graph.stream(query, { request }), 1), ['1']);
    }
  });

  test('without a cursor shares, since only new events were asked for', async () => {
    for (const variables of [{}, { after: null }]) {
      await using graph = await startLiveGraph();
      const args = { request: asked(newViewer()), variables };
      const early = await graph.stream(moves, args);
      await opened(graph, 1);
      graph.fixture.feed.publish('p5');
      assert.deepEqual(await cursorsOf(early, 1), ['1']);
      const late = await graph.stream(moves, args);
      graph.fixture.feed.publish('p6');
      assert.deepEqual(await cursorsOf(early, 1), ['2']);
      assert.deepEqual(await cursorsOf(late, 1), ['2']);
      assert.equal(graph.live.activeUpstreams(), 1);
    }
  });

  test('of a field without a cursor shares nothing, since it may open with what is there', async () => {
    await using graph = await startLiveGraph();
    graph.fixture.feed.publish('p5');
    const last = 'subscription { moved: lastMove { cursor } }';
    const request = asked(newViewer());
    assert.deepEqual(await cursorsOf(await graph.stream(last, { request }), 1), ['1']);
    assert.deepEqual(await cursorsOf(await graph.stream(last, { request }), 1), ['1']);
    assert.equal(graph.live.activeUpstreams(), 2);
  });

  test('or after the end finds a new upstream', async () => {
    await using graph = await startLiveGraph();
    const request = asked(newViewer());
    const once = 'subscription { nearest(to: "p5") { id } }';
    for (let round = 0; round < 2; round += 1) {
      const stream = await graph.stream(once, { request });
      assert.match(JSON.stringify(await dataOf<unknown>(stream)), /"d\d"/);
      assert.equal((await stream.next()).done, true);
      assert.equal(graph.live.activeUpstreams(), 0);
    }
  });
});

describe('when the supergraph is replaced', () => {
  test('a stream goes on with a new plan where its subgraph is asked the same', async () => {
    await using graph = await startLiveGraph();
    const request = asked(newViewer());
    const stream = await graph.stream(moves, { request });
    await opened(graph, 1);
    graph.live.replaceSupergraph(composeFixture({ people: withAge }));
    graph.fixture.feed.publish('p5');
    assert.deepEqual(await cursorsOf(stream, 1), ['1']);
    const late = await graph.stream(moves, { request });
    graph.fixture.feed.publish('p6');
    assert.deepEqual(await cursorsOf(late, 1), ['2']);
    assert.equal(graph.live.activeUpstreams(), 1);
  });

  test('a stream ends where its subgraph would be asked otherwise, or the document is wrong now', async () => {
    await using graph = await startLiveGraph();
    const nick = await graph.stream('subscription { moved { parcel { sender { nick } } } }');
    const gone = await graph.stream('subscription { moved { parcel { insured } } }');
    await opened(graph, 2);
    graph.live.replaceSupergraph(
      composeFixture({
        parcels: (sdl) =>
          sdl.replace('"@external"]', '"@external", "@override"]') +
          'extend type Person { nick: String @override(from: "people") }',
        places: (sdl) => sdl.replace('insured: Boolean!', ''),
      }),
    );
    assert.equal(await endOf(nick), 'SUBSCRIPTION_SCHEMA_RELOAD');
    assert.equal(await endOf(gone), 'SUBSCRIPTION_SCHEMA_RELOAD');
    assert.equal(graph.live.activeUpstreams(), 0);
  });

  test('new fields can be asked for, and what can’t be read changes nothing', async () => {
    await using graph = await startLiveGraph();
    const age = 'subscription { personSeen(id: "u1") { id age } }';
    assert.match((await graph.refusal(age)).message, /Cannot query field "age"/);
    assert.throws(() => graph.live.replaceSupergraph('type Query { a: Int }'));
    await graph.stream(moves);
    graph.live.replaceSupergraph(composeFixture({ people: withAge }));
    await graph.stream(age);
  });

  test('a subgraph without a source is refused', async () => {
    await using graph = await startLiveGraph();
    const strange = composeFixture().replaceAll('"people"', '"strangers"');
    assert.throws(() => graph.live.replaceSupergraph(strange), /without a source: strangers/);
  });
});
