import { once } from 'node:events';
import { signRequest } from '@outlay/identity/request-signature.ts';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { signedSubscriptionBody } from '../src/serve-subscriptions.ts';
import { serveSubgraph } from '../src/serve.ts';
import { notesSubgraph, silent } from './fixture.ts';

const gatewaySecret = 'the secret of gateway and subgraphs';
const id = '0198f000-0000-7000-8000-000000000001';
const viewer: Viewer = { userId: id, bookId: id, sessionId: id, roles: ['MEMBER'], expiresAt: 1 };
const query = 'subscription { notes }';

type Payload = { query: string; operationName?: string; variables?: Record<string, unknown> };
type Message = { id?: string; type: string; payload?: unknown };

function signed(payload: Payload, { subgraph = 'notes', secret = gatewaySecret } = {}) {
  const body = signedSubscriptionBody(payload);
  const outlay = signRequest(secret, { subgraph, viewer, clientAddress: '203.0.113.9', body });
  return { ...payload, extensions: { outlay } };
}

async function served(options: Partial<Parameters<typeof serveSubgraph>[1]> = {}) {
  const notes = notesSubgraph();
  const house = { host: '127.0.0.1', port: 0, gatewaySecret, logger: silent, ...options };
  const server = await serveSubgraph(notes.subgraph, house);
  const address = `${server.url.replace('http', 'ws')}/graphql`;
  const socket = new WebSocket(address, 'graphql-transport-ws');
  const heard: Message[] = [];
  socket.on('message', (text) => heard.push(JSON.parse(String(text)) as Message));
  await once(socket, 'open');
  const send = (message: object) => socket.send(JSON.stringify(message));
  send({ type: 'connection_init' });
  const of = (subscription: string) => heard.filter((message) => message.id === subscription);
  await eventually(() => heard.length === 1);
  return {
    ...notes,
    server,
    socket,
    send,
    of,
    subscribe: (subscription: string, payload: object) =>
      send({ id: subscription, type: 'subscribe', payload }),
    /** The first message about a subscription. */
    answer: (subscription: string) => eventually(() => of(subscription)[0]),
    async [Symbol.asyncDispose]() {
      socket.terminate();
      await server.stop();
    },
  };
}

test('what one replica took, another one that shares its memory refuses', async () => {
  const seen = new Set<string>();
  const nonces = { isNew: async (nonce: string) => seen.size < seen.add(nonce).size };
  await using one = await served({ nonces });
  await using other = await served({ nonces });
  const used = signed({ query });
  one.subscribe('1', used);
  await eventually(() => one.held() === 1);
  other.subscribe('1', used);
  assert.equal((await other.answer('1')).type, 'error');
  other.subscribe('2', signed({ query }));
  await eventually(() => other.held() === 1);
});

test('one socket carries many subscriptions, and each ends by itself', async () => {
  await using house = await served();
  house.subscribe('1', signed({ query }));
  house.subscribe('2', signed({ query }));
  await eventually(() => house.held() === 2);
  house.tell('tea');
  const next = (subscription: string, notes: string) => ({
    id: subscription,
    type: 'next',
    payload: { data: { notes } },
  });
  assert.deepEqual(await house.answer('1'), next('1', 'tea'));
  assert.deepEqual(await house.answer('2'), next('2', 'tea'));
  house.send({ id: '1', type: 'complete' });
  await eventually(() => house.held() === 1);
  house.tell('coffee');
  await eventually(() => house.of('2').length === 2);
  assert.deepEqual(house.of('1'), [next('1', 'tea')]);
});

test('what is unsigned, altered, replayed or for another subgraph is refused; the others go on', async () => {
  await using house = await served();
  house.subscribe('good', signed({ query }));
  await eventually(() => house.held() === 1);

  const both = 'subscription A { notes } subscription B { failing }';
  const once = signed({ query });
  const stranger = signRequest(gatewaySecret, { subgraph: 'notes', viewer: null, body: '' });
  const { extensions } = signed({ query });
  const altered = (part: object) => ({
    query,
    extensions: { outlay: { ...signed({ query }).extensions.outlay, ...part } },
  });
  const { clientAddress: _address, ...withoutAddress } = extensions.outlay;
  house.subscribe('first', once);
  await eventually(() => house.held() === 2);
  const rows: [what: string, payload: object][] = [
    ['unsigned', { query }],
    ['malformed', { query, extensions: { outlay: { signature: 7 } } }],
    ['altered query', { ...signed({ query }), query: 'subscription { failing }' }],
    ['altered variables', { ...signed({ query }), variables: { of: 'others' } }],
    ['altered operation', { ...signed({ query: both, operationName: 'A' }), operationName: 'B' }],
    ['altered viewer', altered({ viewer: stranger.viewer })],
    ['altered address', altered({ clientAddress: '198.51.100.1' })],
    ['address left out', { query, extensions: { outlay: withoutAddress } }],
    ['for another subgraph', signed({ query }, { subgraph: 'auth' })],
    ['of another secret', signed({ query }, { secret: `${gatewaySecret}!` })],
    ['again', once],
  ];
  for (const [what, payload] of rows) {
    house.subscribe(what, payload);
    const { type, payload: errors } = await house.answer(what);
    assert.equal(type, 'error', what);
    const message = 'Only the gateway may subscribe.';
    assert.deepEqual(errors, [{ message, extensions: { code: 'REQUEST_SIGNATURE' } }], what);
  }

  assert.equal(house.held(), 2);
  house.tell('tea');
  assert.equal((await house.answer('good')).type, 'next');
  assert.equal(house.socket.readyState, WebSocket.OPEN);
});

test('wrong documents, refusals and broken sources end one subscription, without saying why', async () => {
  await using house = await served();
  house.subscribe('good', signed({ query }));
  house.subscribe('wrong', signed({ query: 'subscription { nothing }' }));
  house.subscribe('query', signed({ query: '{ viewer }' }));
  house.subscribe('refused', signed({ query: 'subscription { refused }' }));
  house.subscribe('failing', signed({ query: 'subscription { failing }' }));
  await eventually(() => house.held() === 2);
  house.fail(new Error('connect postgres://outlay:hunter2@db'));
  const heard = async (subscription: string) => JSON.stringify(await house.answer(subscription));
  assert.match(await heard('wrong'), /"error".*GRAPHQL_VALIDATION_FAILED/);
  assert.match(await heard('query'), /BAD_USER_INPUT/);
  assert.match(await heard('refused'), /NOT_READY/);
  const broken = await heard('failing');
  assert.match(broken, /"error".*INTERNAL_SERVER_ERROR_MASKED/);
  assert.ok(!broken.includes('hunter2'));
  assert.equal(house.socket.readyState, WebSocket.OPEN);
});

test('a socket that goes leaves no source behind', async () => {
  await using house = await served();
  house.subscribe('1', signed({ query }));
  await eventually(() => house.held() === 1);
  house.socket.terminate();
  await eventually(() => house.held() === 0);
});

test('stop() tells every socket that we go, lets go of its sources, and stops the subgraph', async () => {
  await using house = await served();
  house.subscribe('1', signed({ query }));
  await eventually(() => house.held() === 1);
  const closed = once(house.socket, 'close');
  await house.server.stop();
  assert.equal((await closed)[0], 1001);
  assert.equal(house.held(), 0);
  assert.equal(house.stopped(), true);
});

test('stop() does not wait for a socket that never closes', async () => {
  const house = await served();
  house.socket.pause();
  await house.server.stop();
  assert.equal(house.stopped(), true);
  house.socket.terminate();
});
