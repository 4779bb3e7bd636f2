import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { rawConnection } from '../fixture/bytes.ts';
import { startHouse } from '../fixture/house.ts';

describe('by its method, a request', () => {
  let house: Awaited<ReturnType<typeof startHouse>>;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.gateway.stop());

  const asked = { 'apollo-require-preflight': 'true' };
  const get = (parameters: Record<string, string>, headers: Record<string, string> = asked) =>
    fetch(`${house.url}?${new URLSearchParams(parameters)}`, { headers });
  const codeOf = async (response: Response) => {
    const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
    return [response.status, errors[0]?.extensions.code];
  };

  test('GET is answered when it is a query', async () => {
    const query = 'query A { requestId } query B($ms: Int!) { slow(ms: $ms) }';
    const variables = JSON.stringify({ ms: 0 });
    const extensions = JSON.stringify({ cost: false });
    const response = await get({ query, operationName: 'B', variables, extensions });
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { data: { slow: 'at last' } });
  });

  test('GET changes nothing, however its operation is called', async () => {
    const before = house.people.asked.length;
    const query = 'query A { requestId } mutation B { rename(name: "Eve") { name } }';
    for (const response of [
      await get({ query: 'mutation { rename(name: "Eve") { name } }' }),
      await get({ query, operationName: 'B' }),
    ]) {
      assert.equal(response.headers.get('allow'), 'POST');
      assert.deepEqual(await codeOf(response), [405, 'METHOD_NOT_ALLOWED']);
    }
    assert.equal(house.people.asked.length, before);
    const subscription = await get({ query: 'subscription { noteAdded { text } }' });
    assert.deepEqual(await codeOf(subscription), [400, 'SUBSCRIPTION_NEEDS_WEBSOCKET']);
  });

  test('typed into a browser it says where the page for people is', async () => {
    const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
    const message = async (url: string, headers: Record<string, string>) => {
      const response = await fetch(url, { headers });
      const { errors } = (await response.json()) as { errors: { message: string }[] };
      return [response.status, errors[0]?.message.includes('open `/`')];
    };
    assert.deepEqual(await message(house.url, { accept }), [403, true]);
    assert.deepEqual(await message(house.url, {}), [403, false]);
    await using closed = await startHouse({ graphiql: false });
    assert.deepEqual(await message(closed.url, { accept }), [403, false]);
  });

  test('GET that any page could have made is not answered', async () => {
    const before = house.people.asked.length;
    const query = '{ requestId }';
    for (const headers of [
      {},
      { accept: 'image/*,*/*' },
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/jsonx' },
      { 'apollo-require-preflight': '' },
    ]) {
      const response = await get({ query }, headers as Record<string, string>);
      assert.deepEqual(
        await codeOf(response),
        [403, 'CROSS_SITE_REQUEST'],
        JSON.stringify(headers),
      );
    }
    assert.equal(house.people.asked.length, before);
    const token = `Bearer ${await house.tokens.token()}`;
    for (const [name, value] of [
      ['authorization', token],
      ['content-type', 'application/json'],
      ['x-apollo-operation-name', 'A'],
    ] as const) {
      assert.equal((await get({ query }, { [name]: value })).status, 200, name);
    }
  });

  test('GET is refused in words when its parameters can’t be read', async () => {
    const query = '{ requestId }';
    for (const parameters of [
      '',
      'query=',
      'query={requestId}&query={requestId}',
      'query={requestId}&variables=[1]',
      'query={requestId}&variables={',
      'query={requestId}&extensions=1',
    ]) {
      const response = await fetch(`${house.url}?${parameters}`, { headers: asked });
      assert.deepEqual(await codeOf(response), [400, 'BAD_REQUEST'], parameters);
    }
    assert.deepEqual(await codeOf(await get({ query: '{' })), [400, 'GRAPHQL_PARSE_FAILED']);
    assert.equal((await get({ query, variables: 'null' })).status, 200);
  });

  test('of any other kind is told which there are', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'HEAD', 'PROPFIND', 'QUERY']) {
      const body = ['HEAD', 'PROPFIND'].includes(method) ? undefined : '{';
      const headers = { 'content-type': 'text/strange' };
      const response = await fetch(house.url, { method, headers, body: body ?? null });
      assert.deepEqual(
        [response.status, response.headers.get('allow')],
        [405, 'GET, POST, OPTIONS'],
        method,
      );
    }
    const options = await fetch(house.url, { method: 'OPTIONS' });
    assert.deepEqual([options.status, options.headers.get('allow')], [204, 'GET, POST, OPTIONS']);
  });

  test('HEAD tells of GraphiQL what GET would', async () => {
    const head = await fetch(house.gateway.url, { method: 'HEAD' });
    assert.deepEqual([head.status, await head.text()], [200, '']);
    assert.equal(head.headers.get('content-type'), 'text/html; charset=utf-8');
  });

  test('that nobody knows ends its connection', async () => {
    using raw = await rawConnection(house.url);
    raw.send('EXPLODE /graphql HTTP/1.1\r\nhost: outlay\r\n\r\n');
    const { status, body } = await raw.answer();
    assert.equal(status, 400);
    assert.match(body, /"code":"BAD_REQUEST"/);
  });
});

test('pages of configured origins may send both kinds, and ask first', async () => {
  await using house = await startHouse({ corsOrigins: ['https://app.example'] });
  const origin = 'https://app.example';
  const preflight = await fetch(house.url, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'GET' },
  });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get('access-control-allow-methods'), 'GET, POST');
  const plain = await fetch(house.url, { method: 'OPTIONS' });
  assert.deepEqual([plain.status, plain.headers.get('allow')], [204, 'GET, POST, OPTIONS']);
  const headers = { origin, 'apollo-require-preflight': 'true' };
  const answer = await fetch(`${house.url}?query={requestId}`, { headers });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('access-control-allow-origin'), origin);
  const refused = await fetch(`${house.url}?query={`, { headers });
  assert.equal(refused.headers.get('access-control-allow-origin'), origin);
});
