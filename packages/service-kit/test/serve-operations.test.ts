import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { register } from 'prom-client';
import { longestMessageBytes, operationsProtocol, writeAsked } from '../src/operation-messages.ts';
import { serveSubgraph } from '../src/serve.ts';
import type { RequestInfo } from '../src/subgraph.ts';
import { listening, notesSubgraph, silent } from './fixture.ts';
import { openOperations, type Opening, signedOpening, statusOf } from './operations-client.ts';

const gatewaySecret = 'the secret of gateway and subgraphs';
const id = '0198f000-0000-7000-8000-000000000001';
const viewer: Viewer = { userId: id, bookId: id, sessionId: id, roles: ['MEMBER'], expiresAt: 1 };
const info: RequestInfo = { viewer, requestId: 'of-a-test', clientAddress: '203.0.113.9' };
const hour = 3_600_000;

async function served(options: Partial<Parameters<typeof serveSubgraph>[1]> = {}) {
  const notes = notesSubgraph();
  const house = { host: '127.0.0.1', port: 0, gatewaySecret, logger: silent, ...options };
  const server = await serveSubgraph(notes.subgraph, house);
  const open = (opening: Partial<Opening> = {}) =>
    openOperations(server.url, { secret: gatewaySecret, ...opening });
  return { ...notes, server, open, [Symbol.asyncDispose]: () => server.stop() };
}

const asked = (id: number, query: string, request: RequestInfo = info) =>
  writeAsked({ id, request, body: JSON.stringify({ query }) });

const bodies = ({ heard }: Awaited<ReturnType<typeof openOperations>>) =>
  Object.fromEntries(heard.map(({ id, status, body }) => [id, [status, body]]));

test('answers what the gateway signed, each for its viewer and its address, in any order', async () => {
  await using house = await served();
  using connection = await house.open();
  const nobody = { viewer: null, requestId: 'of-another' };
  const message = [
    asked(1, '{ slow }'),
    asked(2, '{ viewer address }'),
    asked(3, '{ viewer address }', nobody),
    asked(4, 'mutation { add(text: "a\\nb") }'),
  ];
  connection.socket.send(connection.sign(message.join('\n')));
  await eventually(() => connection.heard.length === 3);
  house.finish();
  await eventually(() => connection.heard.length === 4);
  assert.deepEqual(bodies(connection), {
    1: [200, '{"data":{"slow":"done"}}'],
    2: [200, `{"data":{"viewer":"${id}","address":"203.0.113.9"}}`],
    3: [200, '{"data":{"viewer":null,"address":null}}'],
    4: [200, '{"data":{"add":"a\\nb"}}'],
  });
  assert.equal(connection.heard.at(-1)?.id, 1);
});

test('answers are those of HTTP: masked, and what cannot be read is said to be so', async () => {
  await using house = await served();
  using connection = await house.open();
  const unread = ['{"query":', '[]', '{"query":1}', '{"query":"{ viewer }","variables":[1]}'];
  const message = unread.map((body, at) => writeAsked({ id: at, request: info, body }));
  connection.socket.send(connection.sign([...message, asked(4, '{ broken }')].join('\n')));
  await eventually(() => connection.heard.length === 5);
  const { 4: masked, ...others } = bodies(connection);
  assert.match(String(masked), /INTERNAL_SERVER_ERROR_MASKED/);
  assert.doesNotMatch(String(masked), /hunter2/);
  for (const answer of Object.values(others)) {
    assert.match(String(answer), /^400,.*The request could not be read/);
  }
});

test('refuses a connection that is unsigned, for another subgraph, of another secret or asked for again', async () => {
  const { lines, logger } = listening();
  await using house = await served({ logger });
  const used = signedOpening(gatewaySecret);
  using connection = await house.open({ headers: used });
  const { 'x-outlay-viewer': _viewer, ...withoutViewer } = signedOpening(gatewaySecret);
  const rows: [what: string, headers: Record<string, string>][] = [
    ['unsigned', {}],
    ['for another subgraph', signedOpening(gatewaySecret, 'auth')],
    ['of another secret', signedOpening(`${gatewaySecret}!`)],
    ['without a viewer', withoutViewer],
    ['again', used],
  ];
  for (const [what, headers] of rows) {
    assert.equal(await statusOf(house.server.url, headers, operationsProtocol), 401, what);
  }
  const other = signedOpening(gatewaySecret);
  assert.equal(await statusOf(house.server.url, other, 'graphql-transport-ws'), 400);
  assert.equal(lines.filter((line) => line.includes('refused a request')).length, rows.length);
  connection.socket.send(connection.sign(asked(1, '{ viewer }')));
  await eventually(() => connection.heard.length === 1);
});

test('closes a connection for a message that the gateway did not sign next, and reads none of it', async () => {
  const { lines, logger } = listening();
  await using house = await served({ logger });
  const first = asked(1, '{ slow }');
  type Sign = (message: string) => string;
  const rows: [what: string, messages: (sign: Sign, other: Sign) => string[]][] = [
    ['unsigned', () => [first]],
    ['signed by nobody', () => [`${'A'.repeat(43)}\n${first}`]],
    ['altered', (sign) => [sign(first).replace('slow', 'viewer')]],
    ['for another viewer', (sign) => [sign(first).replace(/"viewer":"\w+/, '"viewer":"bnVsbA')]],
    ['of another connection', (_sign, other) => [other(first)]],
    ['after one that was left out', (sign) => [sign(first), sign(first)].slice(1)],
    ['signed, but no operation', (sign) => [sign('{"id":1}')]],
    ['signed, but without a viewer', (sign) => [sign('{"id":1,"requestId":"x"}\n{}')]],
  ];
  let refused = 0;
  for (const [what, messages] of rows) {
    using other = await house.open();
    using connection = await house.open();
    for (const message of messages(connection.sign, other.sign)) connection.socket.send(message);
    assert.deepEqual(await connection.closed, [4400, ''], what);
    assert.deepEqual(connection.heard, [], what);
    refused += 1;
  }
  using replayed = await house.open();
  const once = replayed.sign(asked(1, '{ viewer }'));
  replayed.socket.send(once);
  await eventually(() => replayed.heard.length === 1);
  replayed.socket.send(once);
  assert.deepEqual(await replayed.closed, [4400, '']);
  assert.equal(replayed.heard.length, 1);
  const told = lines.filter((line) => line.includes('refused a message'));
  assert.equal(told.length, refused + 1);
  assert.ok(!lines.join('').includes(gatewaySecret));
});

test('a message that is longer than any of the gateway’s ends its connection, and no other', async () => {
  await using house = await served();
  using giant = await house.open();
  using bystander = await house.open();
  giant.socket.send(giant.sign('x'.repeat(longestMessageBytes)));
  assert.equal((await giant.closed)[0], 1009);
  bystander.socket.send(bystander.sign(asked(1, '{ viewer }')));
  await eventually(() => bystander.heard.length === 1);
});

test('while it leaves it says so and answers; then it refuses unread, and closes when all is answered', async () => {
  const house = await served({ drainDelayMs: 500, drainMs: hour });
  using early = await house.open();
  early.socket.send(early.sign(asked(1, '{ slow }')));
  await house.slowAsked;
  const stopping = house.server.stop();
  await eventually(() => early.saidLeaving());
  using late = await house.open();
  await eventually(() => late.saidLeaving());
  late.socket.send(late.sign(asked(1, '{ viewer }')));
  await eventually(() => late.heard.length === 1);
  assert.equal(late.heard[0]?.status, 200);

  const opening = () =>
    statusOf(house.server.url, signedOpening(gatewaySecret), operationsProtocol);
  await eventually(async () => (await opening()) === 503);
  early.socket.send(early.sign(asked(2, 'mutation { add(text: "late") }')));
  await eventually(() => early.heard.length === 1);
  const [refused] = early.heard;
  assert.deepEqual([refused?.id, refused?.status], [2, 503]);
  assert.match(refused!.body, /"code":"SHUTTING_DOWN"/);
  assert.equal(house.stopped(), false);
  house.finish();
  assert.deepEqual(await early.closed, [1001, 'SHUTTING_DOWN']);
  assert.deepEqual(bodies(early)[1], [200, '{"data":{"slow":"done"}}']);
  await stopping;
  assert.equal(house.stopped(), true);
});

test('what is in hand when the time is up breaks its connection, and only that one is not closed in order', async () => {
  const house = await served({ drainMs: 50 });
  using held = await house.open();
  using idle = await house.open();
  held.socket.send(held.sign(asked(1, '{ slow }')));
  await house.slowAsked;
  const stopping = house.server.stop();
  assert.equal((await held.closed)[0], 1006);
  assert.deepEqual(await idle.closed, [1001, 'SHUTTING_DOWN']);
  await stopping;
});

test('a gateway that is gone is not waited for', async () => {
  const house = await served({ drainMs: hour });
  using gone = await house.open();
  gone.socket.send(gone.sign(asked(1, '{ slow }')));
  await house.slowAsked;
  const stopping = house.server.stop();
  gone.socket.terminate();
  await stopping;
});

test('operations are counted as requests are', async () => {
  register.resetMetrics();
  await using house = await served();
  using connection = await house.open();
  connection.socket.send(connection.sign([asked(1, '{ viewer }'), asked(2, '{')].join('\n')));
  await eventually(() => connection.heard.length === 2);
  const metrics = await register.metrics();
  const requests = 'outlay_http_requests_total{piece="notes",route="/operations",status="200"}';
  assert.ok(metrics.includes(`${requests} 2`), metrics);
  assert.match(metrics, /subgraph_operation_seconds_count\{piece="notes".*field="viewer".*\} 1/);
});
