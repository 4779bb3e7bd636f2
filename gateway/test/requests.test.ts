import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { startHouse } from './fixture/house.ts';

describe('a request', () => {
  let house: Awaited<ReturnType<typeof startHouse>>;
  before(async () => {
    house = await startHouse({ bodyLimit: 10_000 });
  });
  after(() => house.gateway.stop());

  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(house.url, { method: 'POST', body, headers });
  const codeOf = async (response: Response) => {
    const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
    return [response.status, errors[0]?.extensions.code];
  };
  const json = { 'content-type': 'application/json' };

  test('is joined from several subgraphs', async () => {
    const token = await house.tokens.token();
    const { status, data } = await house.ask('{ me { id name notes { text } } }', { token });
    assert.equal(status, 200);
    const me = { id: house.tokens.userId, name: 'Ada', notes: [{ text: 'first' }] };
    assert.deepEqual(data, { me });
  });

  test('keeps the id that it came with, down to the subgraph and back', async () => {
    const headers = { 'x-request-id': 'from-a-client:1' };
    const answer = await house.ask('{ requestId }', { headers });
    assert.deepEqual(answer.data, { requestId: 'from-a-client:1' });
    assert.equal(answer.headers.get('x-request-id'), 'from-a-client:1');
  });

  test('gets an id of its own instead of one that could forge a log line', async () => {
    const answer = await house.ask('{ requestId }', { headers: { 'x-request-id': 'a b"c' } });
    const id = answer.headers.get('x-request-id');
    assert.match(String(id), /^[\da-f]{8}-[\da-f-]{27}$/);
    assert.deepEqual(answer.data, { requestId: id });
  });

  test('hands on a trace only when it is one', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await house.ask('{ requestId }', { headers: { traceparent } });
    assert.equal(house.people.asked.at(-1)?.traceparent, traceparent);
    await house.ask('{ requestId }', { headers: { traceparent: 'nonsense' } });
    assert.equal(house.people.asked.at(-1)?.traceparent, undefined);
  });

  test('comes from where its connection does, whatever it says', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.9' };
    const { data } = await house.ask('{ clientAddress }', { headers });
    assert.deepEqual(data, { clientAddress: '127.0.0.1' });
  });

  test('is not answered when a form of another site could have sent it', async () => {
    const body = JSON.stringify({ query: '{ requestId }' });
    const form = 'application/x-www-form-urlencoded';
    for (const type of ['text/plain', form, 'multipart/form-data; boundary=x']) {
      const answer = await codeOf(await post(body, { 'content-type': type }));
      assert.deepEqual(answer, [415, 'UNSUPPORTED_MEDIA_TYPE'], type);
    }
    assert.deepEqual(await codeOf(await post(`query=${body}`)), [415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  test('can’t be made by a link', async () => {
    const response = await fetch(`${house.url}?query={requestId}`);
    assert.deepEqual(await codeOf(response), [403, 'CROSS_SITE_REQUEST']);
  });

  test('holds one operation, not a list', async () => {
    const body = JSON.stringify([{ query: '{ requestId }' }, { query: '{ requestId }' }]);
    assert.deepEqual(await codeOf(await post(body, json)), [400, 'BAD_REQUEST']);
  });

  test('is refused like any other when its path can’t be decoded', async () => {
    const response = await fetch(new URL('/%zz', house.url));
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.ok(response.headers.get('x-request-id'));
    assert.deepEqual(await codeOf(response), [400, 'BAD_REQUEST']);
  });

  test('is refused in words when it can’t be read', async () => {
    for (const body of ['', '{', '"text"', '{}', '{"query":1}', '{"query":""}', 'null']) {
      assert.deepEqual(await codeOf(await post(body, json)), [400, 'BAD_REQUEST'], body);
    }
    assert.deepEqual(await codeOf(await post('{"query":"{"}', json)), [
      400,
      'GRAPHQL_PARSE_FAILED',
    ]);
    const { status, code } = await house.ask('{ nothingLikeIt }');
    assert.deepEqual([status, code], [400, 'GRAPHQL_VALIDATION_FAILED']);
    const wrong = await house.ask('query ($ms: Int!) { slow(ms: $ms) }', {
      variables: { ms: 'x' },
    });
    assert.deepEqual([wrong.status, wrong.code], [400, 'BAD_USER_INPUT']);
    const two = await house.ask('query A { me { id } } query B { me { id } }');
    assert.deepEqual([two.status, two.code], [400, 'OPERATION_RESOLUTION_FAILURE']);
  });

  test('is refused when it is too large', async () => {
    const { status, code, errors } = await house.ask('{ requestId }', {
      variables: { text: 'x'.repeat(10_000) },
    });
    assert.deepEqual([status, code], [413, 'PAYLOAD_TOO_LARGE']);
    const { limit } = errors?.[0]?.extensions ?? {};
    assert.ok(Number(limit) > 0 && errors?.[0]?.message.includes(`${String(limit)} bytes`));
  });

  test('for a subscription is told where those are', async () => {
    const { status, code, errors } = await house.ask('subscription { noteAdded { text } }');
    assert.deepEqual([status, code], [400, 'SUBSCRIPTION_NEEDS_WEBSOCKET']);
    assert.match(String(errors?.[0]?.message), /WebSocket/);
    const named = 'query A { requestId } subscription B { noteAdded { text } }';
    assert.equal((await house.ask(named, { operationName: 'B' })).status, 400);
    assert.equal((await house.ask(named, { operationName: 'A' })).status, 200);
  });

  test('elsewhere finds nothing, in the same form', async () => {
    const response = await fetch(`${house.gateway.url}/admin`);
    assert.deepEqual(await codeOf(response), [404, 'NOT_FOUND']);
    assert.equal(response.headers.get('x-powered-by'), null);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.match(String(response.headers.get('content-security-policy')), /default-src 'none'/);
  });

  test('with an impossible Host is the client’s fault', async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { ...json, host: 'a b' };
      request(house.url, { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end(JSON.stringify({ query: '{ requestId }' }));
    });
    assert.equal(status, 400);
  });

  test('is never stored on the way', async () => {
    const { headers } = await house.ask('{ requestId }');
    assert.equal(headers.get('cache-control'), 'no-store');
  });
});

test('pages of configured origins may call, others may not', async () => {
  await using house = await startHouse({ corsOrigins: ['https://app.example'] });
  const preflight = (origin: string) =>
    fetch(house.url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
  const allowed = await preflight('https://app.example');
  assert.equal(allowed.headers.get('access-control-allow-origin'), 'https://app.example');
  assert.match(String(allowed.headers.get('access-control-allow-headers')), /authorization/);
  const other = await preflight('https://evil.example');
  assert.equal(other.headers.get('access-control-allow-origin'), null);
  const answer = await house.ask('{ requestId }', { headers: { origin: 'https://app.example' } });
  assert.match(String(answer.headers.get('access-control-expose-headers')), /x-request-id/);
});

test('a trusted proxy says where a request comes from', async () => {
  await using house = await startHouse({ trustedProxies: ['127.0.0.1'] });
  const headers = { 'x-forwarded-for': '203.0.113.9' };
  const { data } = await house.ask('{ clientAddress }', { headers });
  assert.deepEqual(data, { clientAddress: '203.0.113.9' });
});

test('the schema is told or kept, as configured', async () => {
  await using open = await startHouse();
  assert.equal((await open.ask('{ __schema { types { name } } }')).status, 200);
  await using closed = await startHouse({ introspection: false });
  assert.equal((await closed.ask('{ __schema { types { name } } }')).status, 400);
  const near = await closed.ask('{ requestI }');
  assert.doesNotMatch(near.text, /requestId/, 'a suggestion tells a name of the schema');
});

test('no query plan is shown, whatever header asks for it', async () => {
  await using house = await startHouse();
  const headers = { 'Apollo-Query-Plan-Experimental': '1' };
  const extensions = { cost: false };
  const { text } = await house.ask('{ requestId }', { headers, extensions });
  assert.doesNotMatch(text, /QueryPlan|extensions/);
});
