import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { postOf, rawConnection } from '../fixture/bytes.ts';
import { startHouse } from '../fixture/house.ts';

const head = 'POST /graphql HTTP/1.1\r\nhost: outlay\r\ncontent-type: application/json\r\n';
const ping = postOf('{"query":"{requestId}"}');

describe('what is no request is answered and its connection ended', () => {
  let house: Awaited<ReturnType<typeof startHouse>>;
  before(async () => {
    house = await startHouse({ arrivalMs: 150 });
  });
  after(() => house.gateway.stop());

  const answersTo = async (...bytes: string[]) => {
    using raw = await rawConnection(house.url);
    for (const each of bytes) raw.send(each);
    const { status, body } = await raw.answer();
    await eventually(() => raw.isClosed());
    const { errors } = JSON.parse(body) as { errors: { extensions: { code: string } }[] };
    return [status, errors[0]?.extensions.code];
  };

  test('when its headers don’t arrive', async () => {
    assert.deepEqual(await answersTo(head, 'x-slow: '), [408, 'REQUEST_TIMEOUT']);
  });

  test('when its body doesn’t arrive', async () => {
    const begun = `${head}content-length: 100\r\n\r\n{"query"`;
    assert.deepEqual(await answersTo(begun), [408, 'REQUEST_TIMEOUT']);
  });

  test('when its headers have no end', async () => {
    const flood = Array.from({ length: 2_000 }, (_none, at) => `x-${at}: flood\r\n`).join('');
    assert.deepEqual(await answersTo(head, flood, '\r\n'), [431, 'HEADERS_TOO_LARGE']);
    const long = `x-long: ${'x'.repeat(20_000)}\r\n\r\n`;
    assert.deepEqual(await answersTo(head, long), [431, 'HEADERS_TOO_LARGE']);
  });

  test('when it is not HTTP, or says two things at once', async () => {
    for (const bytes of [
      '\u0000\u0001\u0002\r\n\r\n',
      'GET  HTTP/1.1\r\nhost: outlay\r\n\r\n',
      `${head}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      `${head}content-length: 5\r\ncontent-length: 6\r\n\r\n`,
      `${head}transfer-encoding: chunked\r\n\r\nno number\r\n`,
    ]) {
      assert.deepEqual(await answersTo(bytes), [400, 'BAD_REQUEST'], JSON.stringify(bytes));
    }
  });

  test('but not into an answer that has begun, or after one', async () => {
    const slow = postOf('{"query":"{ slow(ms: 100) }"}');
    using early = await rawConnection(house.url);
    early.send(`${slow}\u0000\r\n\r\n`);
    await eventually(() => early.isClosed());
    assert.equal(early.rest().split('HTTP/1.1').length, 2, early.rest());
    using late = await rawConnection(house.url);
    late.send(ping);
    assert.equal((await late.answer()).status, 200);
    late.send('\u0000\r\n\r\n');
    assert.equal((await late.answer()).status, 400);
  });

  test('while the rest of what is too long is read, so that its client hears of it', async () => {
    using raw = await rawConnection(house.url);
    raw.send(`${head}content-length: 8000000\r\n\r\n${'x'.repeat(100_000)}`);
    assert.equal((await raw.answer()).status, 413);
    await eventually(() => raw.isClosed());
    assert.equal(raw.rest(), '', 'it took too long, which is no news');
  });

  test('while others are served', async () => {
    using slow = await rawConnection(house.url);
    slow.send(head);
    using quick = await rawConnection(house.url);
    quick.send(ping);
    assert.equal((await quick.answer()).status, 200);
  });
});
