import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startHouse } from '../fixture/house.ts';

const newer = 'application/graphql-response+json';

describe('an answer', () => {
  let house: Awaited<ReturnType<typeof startHouse>>;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.gateway.stop());
  const ask = (query: string, accept: string, more: Parameters<typeof house.ask>[1] = {}) =>
    house.ask(query, { ...more, headers: { accept, ...more.headers } });

  test('of the older type says 200 where the operation is wrong, and nowhere else', async () => {
    const wrongVariable = { variables: { ms: 'x' } };
    for (const [query, code, more] of [
      ['{', 'GRAPHQL_PARSE_FAILED', {}],
      ['{ nothingLikeIt }', 'GRAPHQL_VALIDATION_FAILED', {}],
      ['query A { me { id } } query B { me { id } }', 'OPERATION_RESOLUTION_FAILURE', {}],
      ['query ($ms: Int!) { slow(ms: $ms) }', 'BAD_USER_INPUT', wrongVariable],
    ] as const) {
      for (const [accept, status] of [
        ['application/json', 200],
        ['application/json;q=0.9, */*;q=0.1', 200],
        [newer, 400],
        [`${newer}, application/json;q=0.9`, 400],
        ['*/*', 400],
      ] as const) {
        const answer = await ask(query, accept, more);
        assert.deepEqual([answer.status, answer.code], [status, code], `${query} ${accept}`);
        const type = accept.startsWith(newer) ? newer : 'application/json';
        assert.equal(answer.headers.get('content-type'), `${type}; charset=utf-8`);
        assert.ok(!('data' in JSON.parse(answer.text)));
      }
    }
  });

  test('says that too much is asked for by its status, whichever type it has', async () => {
    const aliases = Array.from({ length: 40 }, (_none, at) => `a${at}: requestId`).join(' ');
    const around = '{ ...A } fragment A on Query { ...A }';
    for (const accept of ['application/json', newer, '*/*']) {
      for (const [query, status, code] of [
        [`{ ${aliases} }`, 400, 'OPERATION_TOO_LARGE'],
        [around, 400, 'FRAGMENT_CYCLE'],
      ] as const) {
        const answer = await ask(query, accept);
        const codes = [code, 'TOO_MANY_ROOT_FIELDS', 'TOO_MANY_ALIASES'];
        assert.equal(answer.status, status);
        assert.ok(codes.includes(String(answer.code)), String(answer.code));
      }
      const expired = await house.tokens.token({ agoMs: 3_600_000 });
      const refused = await ask('{ requestId }', accept, { token: expired });
      assert.deepEqual([refused.status, refused.code], [401, 'TOKEN_EXPIRED']);
    }
  });

  test('is 200 with whatever there is of it', async () => {
    for (const accept of ['application/json', newer]) {
      const { status, data } = await ask('{ requestId broken }', accept);
      assert.deepEqual([status, data?.['broken']], [200, null]);
    }
  });

  test('that nobody could read is not made', async () => {
    const before = house.people.asked.length;
    for (const accept of ['image/png', 'multipart/mixed', 'text/html;q=1']) {
      const { status, code } = await ask('mutation { rename(name: "Eve") { name } }', accept);
      assert.deepEqual([status, code], [406, 'NOT_ACCEPTABLE'], accept);
    }
    assert.equal(house.people.asked.length, before);
  });

  test('tells nothing of what serves it', async () => {
    for (const path of ['/graphql', '/', '/nowhere']) {
      const { headers } = await fetch(`${house.gateway.url}${path}`);
      for (const name of ['x-powered-by', 'server', 'via']) assert.equal(headers.get(name), null);
      assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
      assert.equal(headers.get('x-frame-options'), 'DENY', path);
      assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin', path);
      assert.match(String(headers.get('content-security-policy')), /default-src 'none'/, path);
    }
  });
});
