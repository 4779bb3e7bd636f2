import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { manners } from '../../src/http/manners.ts';
import { postOf, rawConnection } from '../fixture/bytes.ts';
import { startHouse } from '../fixture/house.ts';

const h2c =
  'connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n';
const query = JSON.stringify({ query: '{ requestId }' });

describe('what asks for another protocol', () => {
  let house: Awaited<ReturnType<typeof startHouse>>;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.gateway.stop());

  for (const [what, headers] of [
    ['HTTP/2', h2c],
    ['one that there is not', 'connection: upgrade\r\nupgrade: foo/2\r\n'],
    ['a WebSocket, by POST', 'connection: upgrade\r\nupgrade: websocket\r\n'],
  ] as const) {
    test(`is answered in HTTP/1.1: ${what}`, async () => {
      using raw = await rawConnection(house.url);
      // At first, and on a connection that is kept; and what follows is served.
      for (const each of ['', headers, '', headers]) {
        raw.send(postOf(query, each));
        const { status, body } = await raw.answer();
        assert.equal(status, 200);
        assert.match(body, /"requestId":/);
      }
    });
  }

  test('is answered when its body comes after it', async () => {
    using raw = await rawConnection(house.url);
    const bytes = postOf(query, h2c);
    raw.send(bytes.slice(0, -5));
    await new Promise((resolve) => setTimeout(resolve, 20));
    raw.send(bytes.slice(-5));
    assert.equal((await raw.answer()).status, 200);
  });

  const websocket = 'connection: Upgrade\r\nupgrade: WebSocket\r\n';
  const key = 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
  const version = 'sec-websocket-version: 13\r\n';
  for (const [what, status, code, path, headers] of [
    ['no key', 400, 'BAD_REQUEST', '/graphql', version],
    ['a key that is none', 400, 'BAD_REQUEST', '/graphql', `${version}sec-websocket-key: x\r\n`],
    ['no version', 426, 'BAD_REQUEST', '/graphql', key],
    ['another version', 426, 'BAD_REQUEST', '/graphql', `${key}sec-websocket-version: 7\r\n`],
    ['another path', 404, 'NOT_FOUND', '/elsewhere', key + version],
  ] as const) {
    test(`is told why no WebSocket is opened: ${what}`, async () => {
      using raw = await rawConnection(house.url);
      const id = 'x-request-id: a-client-chose-it\r\n';
      raw.send(`GET ${path} HTTP/1.1\r\nhost: outlay\r\n${websocket}${headers}${id}\r\n`);
      const answer = await raw.answer();
      assert.equal(answer.status, status);
      const told = Object.fromEntries(
        answer.head
          .toLowerCase()
          .split('\r\n')
          .slice(1)
          .map((line) => line.split(': ')),
      );
      const own = { 'x-request-id': 'a-client-chose-it', connection: 'close' };
      for (const [name, value] of Object.entries({ ...manners, ...own })) {
        assert.equal(told[name], value.toLowerCase());
      }
      assert.equal(told['sec-websocket-version'], status === 426 ? '13' : undefined);
      const { errors } = JSON.parse(answer.body) as { errors: { extensions: { code: string } }[] };
      assert.equal(errors[0]?.extensions.code, code);
      await eventually(() => raw.isClosed());
    });
  }

  test('and is one gets a WebSocket', async () => {
    using raw = await rawConnection(house.url);
    raw.send(`GET /graphql HTTP/1.1\r\nhost: outlay\r\n${websocket}${key}${version}\r\n`);
    assert.equal((await raw.answer()).status, 101);
  });
});
