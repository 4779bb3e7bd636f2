import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { serveSubgraph } from '@outlay/service-kit/serve.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import type { WebSocket } from 'ws';
import { openSource } from '../src/sources/open.ts';
import {
  answers,
  framed,
  gatewaySecret,
  type Heard,
  logger,
  request,
  sourceAt,
} from './fixture/framed.ts';
import { memoryLogger } from './fixture/house.ts';
import { notesSubgraph } from './fixture/notes.ts';
import { peopleSubgraph } from './fixture/people.ts';
import { answering, dead } from './fixture/trouble.ts';

const unavailable = { extensions: { code: 'SUBGRAPH_UNAVAILABLE' } };
const turn = () => new Promise(setImmediate);

describe('operations on a connection', () => {
  test('of one turn of the event loop go as one message, and are answered in any order', async () => {
    const held: Heard[] = [];
    await using server = await framed((heard) => void held.push(heard));
    await using source = sourceAt(server);
    const asked = Array.from({ length: 20 }, (_none, at) => source.ask(`{ a${at} }`));
    await eventually(() => held.length === 20);
    for (const { answer, body } of held.toReversed()) answer(JSON.stringify({ data: { body } }));
    for (const [at, data] of (await Promise.all(asked)).entries()) {
      assert.deepEqual(data, { body: `{"query":"{ a${at} }"}` });
    }
    assert.deepEqual([server.messages, server.connections()], [[20], 1]);
  });

  test('of which there are many have a few more connections, and new ones go to who has least', async () => {
    const held: Heard[] = [];
    await using server = await framed((heard) => void held.push(heard));
    await using source = sourceAt(server);
    const asked: Promise<unknown>[] = [];
    await eventually(() => {
      for (let count = 0; count < 10; count += 1) asked.push(source.ask());
      return server.connections() === 4;
    });
    while (asked.length < 1_000) {
      asked.push(source.ask());
      await turn();
    }
    await eventually(() => held.length === asked.length);
    const counts = bySocket(held);
    const told = `four connections have ${counts.join(', ')} operations`;
    assert.ok(counts.length === 4 && Math.max(...counts) - Math.min(...counts) < 50, told);
    assert.equal(server.connections(), 4);
    for (const each of held) answers(each);
    await Promise.all(asked);
  });

  test('that are long, or have a line break, go over HTTP and hold nobody up', async () => {
    await using server = await framed(answers);
    await using source = sourceAt(server);
    const long = `{ a(text: "${'x'.repeat(64 * 1024)}") }`;
    assert.deepEqual(await source.ask(long), { posted: 1 });
    const body = '{\n"query":"{ a }"}';
    const { data } = await source.execute({ query: '{ a }', request, body: () => body });
    assert.deepEqual(data, { posted: 1 });
    assert.deepEqual(server.posted, [JSON.stringify({ query: long }), body]);
    assert.equal(server.connections(), 0);
    assert.deepEqual(await source.ask(), { a: 1 });
  });

  test('are answered only by what is an answer', async () => {
    const wrong: [number, string][] = [
      [500, '{"data":{"a":1}}'],
      [401, '{"errors":[]}'],
      [200, '[]'],
      [200, '{"data":1}'],
      [200, '{"errors":["text"]}'],
      [200, ''],
    ];
    await using server = await framed(({ nth, answer }) => {
      const [status, body] = wrong[nth - 1] ?? [200, '{"data":{"a":1}}'];
      answer(body, status);
    });
    await using source = sourceAt(server);
    for (const [, body] of wrong) await assert.rejects(source.ask(), unavailable, body);
    assert.deepEqual(await source.ask(), { a: 1 });
    assert.equal(server.connections(), 1);
  });

  test('keep the text of an answer that is nothing but data', async () => {
    await using server = await framed(answers);
    await using source = sourceAt(server);
    const { json } = await source.execute({ query: '{ a }', request });
    assert.equal(json, '{"data":{"a":1}}');
  });

  test('for which nobody waits any more once there is a connection are not sent', async () => {
    const heard: string[] = [];
    await using server = await framed((operation) => {
      heard.push(operation.body);
      answers(operation);
    });
    await using source = sourceAt(server);
    const abandoned = new AbortController();
    void source.ask('mutation { pay }', abandoned.signal);
    abandoned.abort();
    await source.ask('{ later }');
    assert.deepEqual(heard, ['{"query":"{ later }"}']);
  });

  test('for which nobody waits any more are neither sent again nor logged', async () => {
    await using server = await framed(({ nth, answer, socket }) => {
      if (nth === 2) socket.terminate();
      if (nth > 2) answer('{"data":{"a":1}}');
    });
    const { logger: told, lines } = memoryLogger();
    const source = openSource({ name: 'people', url: server.url, gatewaySecret, logger: told });
    const given = new AbortController();
    void source.execute({ query: '{ a }', request }, given.signal);
    await eventually(() => server.asked() === 1);
    given.abort();
    assert.deepEqual((await source.execute({ query: '{ b }', request })).data, { a: 1 });
    assert.equal(server.asked(), 3, 'only the second was sent again');
    assert.deepEqual(lines, []);
    await source.stop();
  });
});

describe('a connection that breaks', () => {
  test('costs a query nothing: it is sent again', async () => {
    await using server = await framed(({ nth, answer, socket }) => {
      if (nth < 3) socket.terminate();
      else answer('{"data":{"a":1}}');
    });
    await using source = sourceAt(server);
    assert.deepEqual(await source.ask(), { a: 1 });
    assert.equal(server.asked(), 3);
  });

  test('three times under one query is enough', async () => {
    await using server = await framed(({ socket }) => socket.terminate());
    await using source = sourceAt(server);
    await assert.rejects(source.ask(), unavailable);
    assert.equal(server.asked(), 3);
  });

  test('fails a mutation, which may have been carried out, and never sends it twice', async () => {
    await using server = await framed((heard) => {
      if (heard.nth === 1) heard.socket.terminate();
      else answers(heard);
    });
    await using source = sourceAt(server);
    const lost = source.ask('mutation A { a }');
    await assert.rejects(lost, unavailable);
    assert.deepEqual(await source.ask('mutation B { a }'), { a: 1 });
    assert.equal(server.asked(), 2);
  });

  test('by the subgraph’s closing, but not in order, fails a mutation all the same', async () => {
    for (const [code, reason] of [
      [1001, ''],
      [1000, 'SHUTTING_DOWN'],
    ] as const) {
      await using server = await framed(({ socket }) => socket.close(code, reason));
      await using source = sourceAt(server);
      await assert.rejects(source.ask('mutation { a }'), unavailable);
      assert.equal(server.asked(), 1);
    }
  });

  test('by an answer that cannot be read is left, and the others are asked again', async () => {
    await using server = await framed((heard) => {
      if (heard.nth === 2) heard.socket.send('no answer at all');
      if (heard.nth > 2) answers(heard);
    });
    await using source = sourceAt(server);
    assert.deepEqual(await Promise.all([source.ask('{ b }'), source.ask('{ c }')]), [
      { a: 1 },
      { a: 1 },
    ]);
    assert.equal(server.asked(), 4);
  });

  test('by falling silent is given up: queries go elsewhere, and what comes later too', async () => {
    const silent = (socket: WebSocket, nth: number): void => void (nth === 1 && socket.pause());
    await using server = await framed(answers, silent);
    await using source = sourceAt(server, { pingMs: 50 });
    const query = source.ask();
    await assert.rejects(source.ask('mutation { a }'), unavailable);
    assert.deepEqual(await query, { a: 1 });
    assert.deepEqual(await source.ask(), { a: 1 });
    assert.deepEqual([server.connections(), server.asked()], [2, 2]);
  });

  test('is no reason to wait: what comes while it is silent goes to another one', async () => {
    const silent = (socket: WebSocket, nth: number): void => void (nth === 1 && socket.pause());
    await using server = await framed(answers, silent);
    await using source = sourceAt(server, { pingMs: 50, pongDeadlineMs: 60_000 });
    const given = new AbortController();
    void source.ask('{ first }', given.signal);
    // Too few for a second connection just because there are many.
    let asked = 0;
    await eventually(() => {
      if (asked < 12) void source.ask('{ more }', given.signal);
      asked += 1;
      return server.asked() > 0;
    });
    assert.deepEqual(await source.ask('mutation { a }'), { a: 1 });
    given.abort();
  });
});

test('where nobody listens, or somebody else, it is told as unavailable', async () => {
  await using nowhere = await dead();
  await using source = sourceAt({ url: nowhere.url.replace('http', 'ws') });
  await assert.rejects(source.ask('mutation { a }'), unavailable);
  const other = await serveSubgraph(peopleSubgraph(), {
    host: '127.0.0.1',
    port: 0,
    gatewaySecret: randomUUID(),
    logger,
  });
  await using stranger = sourceAt({ url: other.url.replace('http', 'ws') });
  await assert.rejects(stranger.ask(), unavailable);
  await other.stop();
});

test('a subgraph of an earlier version is asked over HTTP, and not each time whether it is of a later one', async () => {
  let opening = 0;
  await using server = await answering(({ method }, response) => {
    if (method === 'POST') return void response.end('{"data":{"a":1}}');
    opening += 1;
    response.writeHead(400).end();
  });
  await using source = sourceAt({ url: server.url.replace('http', 'ws') });
  for (let count = 0; count < 20; count += 1) {
    assert.deepEqual(await source.ask('mutation { a }'), { a: 1 });
  }
  assert.deepEqual([opening, server.asked()], [1, 21]);
});

test('subscriptions and health are asked for at the same address', async () => {
  const notes = notesSubgraph();
  const options = { host: '127.0.0.1', port: 0, gatewaySecret, logger };
  const served = await serveSubgraph(notes, options);
  await using source = sourceAt({ url: served.url.replace('http', 'ws') }, { name: 'notes' });
  assert.deepEqual(await source.health(), { ready: true, problems: [] });
  const heard: unknown[] = [];
  const nothing = (): void => {};
  const sink = { next: (event: unknown) => heard.push(event), error: nothing, complete: nothing };
  const query = 'subscription { noteAdded { text } }';
  const leave = source.subscribe({ query, request }, { ...sink, gap: nothing });
  await eventually(() => notes.listeners() === 1);
  notes.add('one');
  await eventually(() => heard.length === 1);
  assert.deepEqual(heard, [{ data: { noteAdded: { text: 'one' } } }]);
  leave();
  await served.stop();
});

test('stopping ends what is under way, and nothing is asked after it', async () => {
  await using server = await framed(() => {});
  const source = sourceAt(server);
  const asked = assert.rejects(source.ask(), unavailable);
  await eventually(() => server.asked() === 1);
  await source.stop();
  await asked;
  await assert.rejects(source.ask(), unavailable);
  assert.equal(server.asked(), 1);
});

function bySocket(held: readonly Heard[]): number[] {
  const counts = new Map<unknown, number>();
  for (const { socket } of held) counts.set(socket, (counts.get(socket) ?? 0) + 1);
  return [...counts.values()];
}
