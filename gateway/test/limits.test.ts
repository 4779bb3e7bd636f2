import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { WebSocket } from 'ws';
import type { SenderLimits } from '../src/guards/sender-limits.ts';
import { startHouse } from './fixture/house.ts';
import { rawSocket } from './fixture/raw-socket.ts';

const limits = {
  characters: 200,
  tokens: 40,
  operations: 2,
  depth: 3,
  fields: 10,
  aliases: 3,
  directives: 2,
  rootFields: 4,
  mutations: 2,
  overlaps: 4,
  variableDepth: 2,
  variableValues: 3,
  pointsPerOperation: 30,
  pointsPerMinute: 1_000_000,
} satisfies SenderLimits;

type Attack = {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly code: string;
  readonly actual?: number;
};

const field = 'query ($text: String!) { note(text: $text) { text } }';

/** One more than is allowed, of each. */
const attacks: Readonly<Record<keyof Omit<SenderLimits, 'pointsPerMinute'>, Attack>> = {
  characters: {
    query: `{ requestId } # ${'x'.repeat(185)}`,
    code: 'DOCUMENT_TOO_LONG',
    actual: 201,
  },
  tokens: {
    query: `query (${'$a: Int '.repeat(10)}) { a }`,
    code: 'TOO_MANY_TOKENS',
    actual: 46,
  },
  operations: {
    query: 'query A { requestId } query B { requestId } query C { requestId }',
    code: 'TOO_MANY_OPERATIONS',
    actual: 3,
  },
  depth: {
    query: '{ me { notes { author { id } } } }',
    code: 'OPERATION_TOO_DEEP',
    actual: 4,
  },
  fields: {
    query: '{ me { ...f ...f ...f ...f ...f } } fragment f on Person { id name }',
    code: 'OPERATION_TOO_LARGE',
    actual: 11,
  },
  aliases: {
    query: '{ a: requestId b: requestId c: requestId d: requestId }',
    code: 'TOO_MANY_ALIASES',
    actual: 4,
  },
  directives: {
    query: '{ requestId @a @b @c }',
    code: 'TOO_MANY_DIRECTIVES',
    actual: 3,
  },
  rootFields: {
    query: '{ requestId clientAddress __typename broken me { id } }',
    code: 'TOO_MANY_ROOT_FIELDS',
    actual: 5,
  },
  mutations: {
    query: 'mutation { a: rename(name: "A") b: rename(name: "B") c: rename(name: "C") }',
    code: 'TOO_MANY_ROOT_FIELDS',
    actual: 3,
  },
  overlaps: {
    query: '{ me { id id id id } }',
    code: 'TOO_MANY_OVERLAPS',
    actual: 6,
  },
  variableDepth: {
    query: field,
    variables: { text: [['deep']] },
    code: 'VARIABLES_TOO_DEEP',
  },
  variableValues: {
    query: field,
    variables: { text: 'a', b: 1, c: 2, d: 3 },
    code: 'VARIABLES_TOO_LARGE',
  },
  pointsPerOperation: {
    query: '{ a: me { notes { text } } b: me { notes { text } } c: me { notes { text } } }',
    code: 'OPERATION_TOO_COSTLY',
    actual: 33,
  },
};

describe('each limit, one beyond it', () => {
  let house: Awaited<ReturnType<typeof startHouse>>;
  let socket: Awaited<ReturnType<typeof rawSocket>>;
  before(async () => {
    house = await startHouse({ limits });
    socket = await rawSocket(house.url, await house.tokens.token());
  });
  after(async () => {
    await socket[Symbol.asyncDispose]();
    await house.gateway.stop();
  });

  for (const [name, { query, variables = {}, code, actual }] of Object.entries(attacks)) {
    test(`${name}: refused with 400, and on a socket by the same error`, async () => {
      const token = await house.tokens.token();
      const answer = await house.ask(query, { token, variables });
      assert.equal(answer.status, 400);
      const [error, ...others] = answer.errors!;
      const limit = limits[name as keyof typeof limits];
      const expected = { code, limit, ...(actual !== undefined && { actual }) };
      assert.deepEqual([error?.extensions, others], [expected, []]);
      assert.match(error!.message, new RegExp(`${limit}`));
      assert.deepEqual(await socket.ask({ query, variables }), [error]);
      assert.equal(house.people.asked.length, 0);
    });
  }

  test('names in variables that change what an object is, whichever way they come', async () => {
    const query = 'query ($text: String!) { note(text: $text) { text } }';
    for (const text of [
      '{"text":"a","__proto__":{}}',
      '{"text":{"constructor":{"prototype":{}}}}',
    ]) {
      const variables = JSON.parse(text) as Record<string, unknown>;
      const posted = await house.ask(query, { variables });
      assert.deepEqual([posted.status, posted.code], [400, 'BAD_REQUEST']);
      const address = `${house.url}?${String(new URLSearchParams({ query, variables: text }))}`;
      const got = await fetch(address, { headers: { 'apollo-require-preflight': '1' } });
      assert.equal(got.status, 400);
      const codes = /"code":"BAD_REQUEST"/;
      assert.match(await got.text(), codes);
      assert.match(JSON.stringify(await socket.ask({ query, variables })), codes);
    }
  });

  test('a body, and a message on a socket', async () => {
    await using small = await startHouse({ bodyLimit: 2_000, sockets: { maxMessageBytes: 2_000 } });
    const query = `{ note(text: "${'x'.repeat(2_000)}") { text } }`;
    const { status, code } = await small.ask(query);
    assert.deepEqual([status, code], [413, 'PAYLOAD_TOO_LARGE']);
    const one = await rawSocket(small.url, await small.tokens.token());
    const closed = once(one.socket, 'close');
    void one.ask({ query });
    assert.equal((await closed)[0], 1009);
  });

  test('operations on a socket, and sockets of a viewer', async () => {
    const sockets = { maxSubscriptionsPerSocket: 2, maxSocketsPerViewer: 1 };
    await using small = await startHouse({ sockets });
    const token = await small.tokens.token();
    await using one = await rawSocket(small.url, token);
    const news = { query: 'subscription { noteAdded { text } }' };
    const under = [one.ask(news), one.ask(news)];
    assert.match(JSON.stringify(await one.ask(news)), /"TOO_MANY_SUBSCRIPTIONS","limit":2/);
    await eventually(() => small.notes.listeners() > 0);
    small.notes.add('hello');
    await Promise.all(under);
    const other = new WebSocket(small.url.replace('http', 'ws'), 'graphql-transport-ws');
    await once(other, 'open');
    const payload = { authorization: `Bearer ${token}` };
    other.send(JSON.stringify({ type: 'connection_init', payload }));
    assert.equal((await once(other, 'close'))[0], 4429);
  });

  test('what is within all of them is answered', async () => {
    const query = 'query A($text: String!) { a: note(text: $text) { text } b: requestId } ';
    const { status, errors } = await house.ask(`${query} query B { requestId }`, {
      operationName: 'A',
      variables: { text: 'hello' },
    });
    assert.deepEqual([status, errors], [200, undefined]);
  });
});
