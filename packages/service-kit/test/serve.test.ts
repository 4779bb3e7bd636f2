import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  clientAddressHeader,
  signatureHeader,
  signRequest,
  viewerHeader,
} from '@outlay/identity/request-signature.ts';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serveSubgraph } from '../src/serve.ts';
import { listening, notesSubgraph, silent } from './fixture.ts';

const gatewaySecret = 'the secret of gateway and subgraphs';
const id = '0198f000-0000-7000-8000-000000000001';
const viewer: Viewer = { userId: id, bookId: id, sessionId: id, roles: ['MEMBER'], expiresAt: 1 };
const body = JSON.stringify({ query: '{ viewer address }' });

async function served(options: Partial<Parameters<typeof serveSubgraph>[1]> = {}) {
  const notes = notesSubgraph();
  const house = { host: '127.0.0.1', port: 0, gatewaySecret, logger: silent, ...options };
  const server = await serveSubgraph(notes.subgraph, house);
  const post = async (headers: Record<string, string>, content = body) => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: content,
    });
    return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
  };
  return { ...notes, server, post, [Symbol.asyncDispose]: () => server.stop() };
}

function signed(content = body, subgraph = 'notes', secret = gatewaySecret) {
  const clientAddress = '203.0.113.9';
  const parts = signRequest(secret, { subgraph, viewer, clientAddress, body: content });
  return {
    [signatureHeader]: parts.signature,
    [viewerHeader]: parts.viewer,
    [clientAddressHeader]: clientAddress,
  };
}

test('answers what the gateway signed, for its viewer and its address', async () => {
  await using house = await served();
  const { status, answer } = await house.post(signed());
  assert.deepEqual([status, answer], [200, { data: { viewer: id, address: '203.0.113.9' } }]);
});

test('refuses what is unsigned, altered, for another subgraph, of another secret or comes again', async () => {
  const { lines, logger } = listening();
  await using house = await served({ logger });
  const stranger = signRequest(gatewaySecret, { subgraph: 'notes', viewer: null, body });
  const { [clientAddressHeader]: _address, ...withoutAddress } = signed();
  const used = signed();
  assert.equal((await house.post(used)).status, 200);
  const rows: [what: string, headers: Record<string, string>, content?: string][] = [
    ['unsigned', {}],
    ['altered body', signed(), JSON.stringify({ query: '{ viewer }' })],
    ['altered viewer', { ...signed(), [viewerHeader]: stranger.viewer }],
    ['altered address', { ...signed(), [clientAddressHeader]: '198.51.100.1' }],
    ['address left out', withoutAddress],
    ['for another subgraph', signed(body, 'auth')],
    ['of another secret', signed(body, 'notes', `${gatewaySecret}!`)],
    ['again', used],
  ];
  for (const [what, headers, content] of rows) {
    const { status, answer } = await house.post(headers, content);
    assert.equal(status, 401, what);
    const [error] = answer['errors'] as { extensions: object }[];
    assert.deepEqual(error!.extensions, { code: 'REQUEST_SIGNATURE' });
    assert.equal(answer['data'], undefined);
  }
  assert.equal(lines.filter((line) => line.includes('refused a request')).length, rows.length);
  assert.ok(!lines.join('').includes(gatewaySecret));
});

test('what one replica answered, another one that shares its memory refuses', async () => {
  const seen = new Set<string>();
  const nonces = { isNew: async (nonce: string) => seen.size < seen.add(nonce).size };
  await using one = await served({ nonces });
  await using other = await served({ nonces });
  const used = signed();
  assert.equal((await one.post(used)).status, 200);
  assert.equal((await other.post(used)).status, 401);
  assert.equal((await other.post(signed())).status, 200);
  await using alone = await served();
  assert.equal((await alone.post(used)).status, 200);
});

test('a body that cannot be read is said to be so, and nothing of why', async () => {
  await using house = await served();
  for (const content of [
    '{"query":',
    '[]',
    '{"query":1}',
    '{"query":"{ viewer }","variables":[1]}',
  ]) {
    const { status, answer } = await house.post(signed(content), content);
    assert.equal(status, 400, content);
    const [error] = answer['errors'] as { message: string }[];
    assert.equal(error!.message, 'The request could not be read.');
  }
  const text = { ...signed(), 'content-type': 'text/plain' };
  assert.equal((await house.post(text)).status, 415);
});

test('health: alive while it runs, ready as the subgraph says; a failure there is masked', async () => {
  await using house = await served();
  const ask = async (path: string) => {
    const response = await fetch(house.server.url + path);
    return [response.status, await response.text()];
  };
  assert.deepEqual(await ask('/startupz'), [200, '{"started":true}']);
  for (const path of ['/livez', '/healthz']) {
    assert.deepEqual(await ask(path), [200, '{"alive":true}']);
  }
  assert.deepEqual(await ask('/readyz'), [200, '{"ready":true,"problems":[]}']);
  await house.subgraph.stop();
  assert.deepEqual(await ask('/readyz'), [503, '{"ready":false,"problems":[]}']);
  Object.assign(house.subgraph, { health: () => Promise.reject(new Error('hunter2')) });
  const [status, text] = await ask('/readyz');
  assert.equal(status, 500);
  assert.match(String(text), /INTERNAL_SERVER_ERROR_MASKED/);
  assert.ok(!String(text).includes('hunter2'));
});

test('stop() answers what is in hand, and only then stops the subgraph', async () => {
  const house = await served();
  const content = JSON.stringify({ query: '{ slow }' });
  const inHand = house.post(signed(content), content);
  await house.slowAsked;
  const stopping = house.server.stop();
  await eventually(async () => (await house.post(signed())).status === 503);
  const { answer } = await house.post(signed());
  const [error] = answer['errors'] as { extensions: object }[];
  assert.deepEqual(error!.extensions, { code: 'SHUTTING_DOWN' });
  assert.equal(house.stopped(), false);
  house.finish();
  assert.deepEqual(await inHand, { status: 200, answer: { data: { slow: 'done' } } });
  await stopping;
  assert.equal(house.stopped(), true);
  await assert.rejects(house.post(signed()), /fetch failed/);
});

test('an idle connection is kept as long as clients are told', async () => {
  await using house = await served({ keepAliveMs: 7_000 });
  const { headers } = await fetch(`${house.server.url}/livez`);
  assert.equal(headers.get('keep-alive'), 'timeout=7');
});

test('stop() goes on serving for as long as balancers need to notice', async () => {
  const house = await served({ drainDelayMs: 1_000 });
  const stopping = house.server.stop();
  const ready = await fetch(`${house.server.url}/readyz`);
  assert.deepEqual(
    [ready.status, await ready.text()],
    [503, '{"ready":false,"problems":["stopping"]}'],
  );
  assert.equal((await house.post(signed())).status, 200);
  assert.equal(house.stopped(), false);
  await stopping;
  assert.equal(house.stopped(), true);
});

test('a port that is taken rejects, and the subgraph is stopped', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { subgraph, stopped } = notesSubgraph();
  const options = { host: '127.0.0.1', port, gatewaySecret, logger: silent };
  await assert.rejects(serveSubgraph(subgraph, options), { code: 'EADDRINUSE' });
  assert.equal(stopped(), true);
  other.close();
});
