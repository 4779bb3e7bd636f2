import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { defaultLimits, readDocument } from '../../src/guards/limits.ts';
import { refusal } from '../../src/guards/refusal.ts';
import { admitUnpaid, first, serveGraph, signedIn } from './fixture/served.ts';
import { newViewer } from './fixture/viewers.ts';

const moves = 'subscription { moved { cursor parcel { sender { id } fee } } }';
const subscribe = (id: string, query = moves) => ({ id, type: 'subscribe', payload: { query } });

describe('over a WebSocket', () => {
  test('a client gets events joined over the whole graph, queries and mutations too', async () => {
    await using served = await serveGraph({ graph: { way: 'over HTTP and WebSocket' } });
    const client = served.client();
    const { feed } = served.graph.fixture;
    const stream = client.iterate<{ moved: { cursor: string } }>({ query: moves });
    const pending = stream.next();
    await eventually(() => feed.open());
    feed.publish('p5');
    assert.equal((await pending).value?.data?.moved.cursor, '1');
    const { data } = await first(client, '{ parcelSeen(id: "p5") { id } }');
    assert.deepEqual(data, { parcelSeen: { id: 'p5' } });
  });

  test('subgraphs are told who asks, from where and within which trace', async () => {
    await using served = await serveGraph({ clientAddress: () => '192.0.2.7' });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const raw = await signedIn(served, { headers: { traceparent } });
    for (const id of ['a', 'b']) {
      raw.send(subscribe(id, 'subscription { personSeen(id: "u1") { id livesAt { id } } }'));
      for (let type; type !== 'complete';) ({ type } = await raw.receive());
    }
    const requests = served.graph.fixture.asked.map(({ request }) => request);
    assert.equal(requests.length, 4);
    for (const request of requests) {
      assert.ok(request.viewer);
      assert.deepEqual([request.clientAddress, request.traceparent], ['192.0.2.7', traceparent]);
    }
    assert.equal(new Set(requests.map(({ requestId }) => requestId)).size, 2);
  });

  test('what a client says is its trace goes no further when it is none', async () => {
    await using served = await serveGraph({ graph: { way: 'over HTTP and WebSocket' } });
    // As long as a subgraph takes headers at all: it would refuse the request, and pass for unreachable.
    const raw = await signedIn(served, { headers: { traceparent: 'a'.repeat(15_500) } });
    raw.send(subscribe('a', 'subscription { personSeen(id: "u1") { id livesAt { id } } }'));
    const { type, payload } = await raw.receive();
    assert.equal(type, 'next');
    assert.equal((payload as { errors?: unknown }).errors, undefined, JSON.stringify(payload));
    for (const { request } of served.graph.fixture.asked) {
      assert.equal(request.traceparent, undefined);
    }
  });

  test('a client that is cut off leaves nothing open', async () => {
    await using served = await serveGraph();
    const raw = await signedIn(served);
    for (const id of ['a', 'b']) raw.send(subscribe(id));
    await eventually(() => served.graph.fixture.feed.open());
    raw.socket.terminate();
    await eventually(() => served.attached.sockets() === 0);
    assert.equal(served.graph.live.activeUpstreams(), 0);
    await eventually(() => served.graph.fixture.feed.open() === 0);
  });

  test('a client that takes an id again at once leaves nothing open either', async () => {
    await using served = await serveGraph();
    const { feed } = served.graph.fixture;
    const raw = await signedIn(served);
    for (let round = 0; round < 10; round += 1) {
      raw.send(subscribe('same'));
      await eventually(() => feed.open());
      // graphql-ws takes the second of these for the first, and forgets it.
      raw.send({ id: 'same', type: 'complete' });
    }
    raw.send(subscribe('same'));
    raw.send({ type: 'ping' });
    for (let type; type !== 'pong';) ({ type } = await raw.receive());
    raw.socket.terminate();
    await eventually(() => served.attached.sockets() === 0);
    await eventually(() => served.graph.live.activeUpstreams() === 0);
    await eventually(() => feed.open() === 0);
  });

  test('errors that are JSON already have no toJSON: they are sent as they are', async () => {
    const errors = [{ message: 'No such luck.', extensions: { code: 'NOT_READY' } }];
    await using served = await serveGraph({ execute: async () => ({ errors }) });
    assert.deepEqual(await first(served.client(), '{ parcelSeen(id: "p5") { id } }'), { errors });
  });

  test('what goes wrong with one operation is that one’s alone', async () => {
    await using served = await serveGraph({
      execute: () => Promise.reject(new Error('at 10.0.0.7')),
      admit: admitUnpaid((query) => {
        if (query.includes('boom')) throw new Error('at 10.0.0.7');
        return readDocument(query, defaultLimits).document;
      }),
    });
    const raw = await signedIn(served);
    raw.send(subscribe('well'));
    await eventually(() => served.graph.fixture.feed.open());
    const answers: [string, string, string][] = [
      ['subscription { boom }', 'error', 'INTERNAL_SERVER_ERROR_MASKED'],
      ['{ parcelSeen(id: "p5") { id } }', 'next', 'INTERNAL_SERVER_ERROR_MASKED'],
      ['subscription { unknown }', 'error', 'GRAPHQL_VALIDATION_FAILED'],
      ['subscription {', 'error', 'GRAPHQL_PARSE_FAILED'],
      ['subscription A { a } subscription B { b }', 'error', 'OPERATION_RESOLUTION_FAILURE'],
      [`subscription { ${'a { '.repeat(20)} b ${'} '.repeat(20)} }`, 'error', 'OPERATION_TOO_DEEP'],
    ];
    for (const [index, [query, type, code]] of answers.entries()) {
      raw.send(subscribe(String(index), query));
      const answer = await raw.receive();
      const written = JSON.stringify(answer);
      assert.deepEqual([answer['id'], answer['type']], [String(index), type], written);
      assert.ok(written.includes(`"code":"${code}"`), written);
      assert.ok(!written.includes('10.0.0.7') && !written.includes('"http"'), written);
      if (type === 'next') assert.equal((await raw.receive())['type'], 'complete');
    }
    served.graph.fixture.feed.publish('p5');
    const event = await raw.receive();
    assert.deepEqual([event['id'], event['type']], ['well', 'next']);
  });

  test('only so many operations are under way on one socket', async () => {
    await using served = await serveGraph({ limits: { maxSubscriptionsPerSocket: 2 } });
    const raw = await signedIn(served);
    for (const id of ['a', 'b', 'c']) raw.send(subscribe(id));
    const { id, type, payload } = await raw.receive();
    assert.deepEqual([id, type], ['c', 'error']);
    assert.match(JSON.stringify(payload), /TOO_MANY_SUBSCRIPTIONS/);
    raw.send({ id: 'a', type: 'complete' });
    raw.send(subscribe('d', 'subscription { parcelSeen(id: "p5") { id } }'));
    const answer = await raw.receive();
    assert.deepEqual([answer['id'], answer['type']], ['d', 'next']);
  });
});

describe('a socket is closed', () => {
  test('with 4403 when nobody is signed in, whatever the parameter is called', async () => {
    await using served = await serveGraph();
    const token = served.tokenFor(newViewer());
    for (const payload of [
      undefined,
      {},
      { authorization: 'Bearer wrong' },
      { authorization: 7 },
    ]) {
      const raw = await served.raw();
      raw.send({ type: 'connection_init', payload });
      const { code, reason } = await raw.closed;
      assert.equal(code, 4403);
      assert.match(reason, /Sign in first/);
    }
    for (const name of ['authorization', 'Authorization', 'AUTHORIZATION']) {
      const raw = await served.raw();
      raw.send({ type: 'connection_init', payload: { [name]: token } });
      assert.equal((await raw.receive())['type'], 'connection_ack');
    }
  });

  test('with 4403 and the reason when the token is refused, with 1013 when it can’t be checked', async () => {
    for (const [error, code, reason] of [
      [refusal(401, 'TOKEN_EXPIRED', 'The access token has expired.'), 4403, /has expired/],
      [refusal(401, 'UNAUTHENTICATED', 'wordy '.repeat(40)), 4403, /^$/],
      [refusal(503, 'SUBGRAPH_UNAVAILABLE', 'No keys at 10.0.0.7'), 1013, /^Try again/],
      [new Error('No keys at 10.0.0.7'), 1013, /^Try again/],
    ] as const) {
      await using served = await serveGraph({ authenticate: () => Promise.reject(error) });
      const raw = await served.raw();
      raw.send({ type: 'connection_init', payload: { authorization: 'Bearer it' } });
      const closed = await raw.closed;
      assert.equal(closed.code, code);
      assert.match(closed.reason, reason);
    }
  });

  test('with 4403 when its token expires, and its subscriptions end', async () => {
    await using served = await serveGraph();
    const raw = await served.raw();
    const authorization = served.tokenFor(newViewer({ seconds: 2 }));
    raw.send({ type: 'connection_init', payload: { authorization } });
    await raw.receive();
    raw.send(subscribe('a'));
    await eventually(() => served.graph.fixture.feed.open());
    assert.deepEqual(await raw.closed, { code: 4403, reason: 'The access token has expired.' });
    await eventually(() => served.graph.live.activeUpstreams() === 0);
  });

  test('not yet, when its token expires in months', async (context) => {
    const warnings: string[] = [];
    const warned = ({ name }: Error) => void warnings.push(name);
    process.on('warning', warned);
    context.after(() => process.off('warning', warned));
    await using served = await serveGraph();
    const raw = await served.raw();
    const authorization = served.tokenFor(newViewer({ seconds: 90 * 24 * 3600 }));
    raw.send({ type: 'connection_init', payload: { authorization } });
    await raw.receive();
    raw.send({ type: 'ping' });
    assert.equal((await raw.receive())['type'], 'pong');
    assert.ok(!warnings.includes('TimeoutOverflowWarning'), 'a timer holds 24 days at most');
  });

  test('when it doesn’t say in time who it is for', async () => {
    await using served = await serveGraph({ limits: { initTimeoutMs: 20 } });
    assert.equal((await (await served.raw()).closed).code, 4408);
  });

  test('when it subscribes before it says who it is for', async () => {
    await using served = await serveGraph();
    const raw = await served.raw();
    raw.send(subscribe('a'));
    assert.equal((await raw.closed).code, 4401);
    assert.equal(served.graph.live.activeUpstreams(), 0);
  });

  test('when it sends too long a message, or none that makes sense', async () => {
    await using served = await serveGraph({ limits: { maxMessageBytes: 1000 } });
    const long = await signedIn(served);
    long.send(subscribe('a', `${moves} # ${'x'.repeat(1000)}`));
    assert.equal((await long.closed).code, 1009);
    // The latter is for a server to say.
    for (const text of ['{"type":', '{"id":"a","type":"next","payload":{}}']) {
      const odd = await signedIn(served);
      odd.socket.send(text);
      assert.equal((await odd.closed).code, 4400, text);
    }
  });

  test('when it speaks another protocol', async () => {
    await using served = await serveGraph();
    await assert.rejects(served.raw({ protocol: 'graphql-ws' }), /no subprotocol|subprotocol/i);
  });

  test('when its viewer has too many', async () => {
    await using served = await serveGraph({ limits: { maxSocketsPerViewer: 2 } });
    const authorization = served.tokenFor(newViewer());
    const answers: unknown[] = [];
    for (let count = 0; count < 3; count += 1) {
      const raw = await served.raw();
      raw.send({ type: 'connection_init', payload: { authorization } });
      const { type, code } = await raw.receive();
      answers.push(code ?? type);
    }
    assert.deepEqual(answers, ['connection_ack', 'connection_ack', 4429]);
    await signedIn(served);
  });

  test('cut, when it doesn’t answer a ping by the next one', async () => {
    await using served = await serveGraph({ limits: { keepAliveMs: 50 } });
    const silentOne = await signedIn(served, { autoPong: false });
    const well = await signedIn(served);
    well.send(subscribe('a'));
    assert.equal((await silentOne.closed).code, 1006);
    well.send({ type: 'ping' });
    assert.equal((await well.receive())['type'], 'pong');
    assert.equal(served.attached.sockets(), 1);
  });
});

describe('no socket is opened', () => {
  test('for pages of other origins, or on other paths', async () => {
    const allowedOrigins = ['https://outlay.example'];
    await using served = await serveGraph({ limits: { allowedOrigins } });
    await assert.rejects(served.raw({ origin: 'https://evil.example' }), /403/);
    await assert.rejects(served.raw({ path: '/elsewhere' }), /404/);
    await signedIn(served, { origin: 'https://outlay.example' });
    await signedIn(served, { path: '/graphql?x=1' });
  });

  test('by a gateway that is draining', async () => {
    let answer = () => {};
    await using served = await serveGraph({
      execute: () =>
        new Promise((resolve) => (answer = () => resolve({ data: { parcelSeen: null } }))),
    });
    const raw = await signedIn(served);
    raw.send(subscribe('live'));
    raw.send(subscribe('asked', '{ parcelSeen(id: "p5") { id } }'));
    await eventually(() => served.graph.fixture.feed.open());
    const draining = served.attached.drain();
    await assert.rejects(served.raw(), /503/);
    raw.send(subscribe('late'));
    const late = await raw.receive();
    assert.deepEqual([late['id'], late['type']], ['late', 'error']);
    answer();
    const asked = await raw.receive();
    assert.deepEqual([asked['id'], asked['type']], ['asked', 'next']);
    // Without this a client that comes back by itself would send a mutation again.
    const complete = await raw.receive();
    assert.deepEqual([complete['id'], complete['type']], ['asked', 'complete']);
    assert.equal((await raw.closed).code, 1001);
    await draining;
    assert.equal(served.attached.sockets(), 0);
    assert.equal(served.graph.live.activeUpstreams(), 0);
  });
});
