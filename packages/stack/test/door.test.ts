import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stackConfig } from '../src/config.ts';
import { temporaryStack } from './fixture/temporary-stack.ts';

/** What `npm start` is like for who sets these variables. */
async function startedWith(variables: Readonly<Record<string, string>>) {
  const { door } = stackConfig(undefined, variables);
  const it = await temporaryStack('door', { door: door ?? {} });
  const ask = (query: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(it.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
  return { ...it, ask };
}

describe('`npm start` takes what a gateway alone is told of its clients', () => {
  test('who may ask, from where, and for what', async () => {
    await using it = await startedWith({
      INTROSPECTION: 'off',
      GRAPHIQL: 'off',
      CORS_ORIGINS: 'https://app.example',
      LIMITS_BY_SENDER: '{"nobody":{"rootFields":1}}',
    });
    const answer = await it.ask('{ __typename }', { origin: 'https://app.example' });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('access-control-allow-origin'), 'https://app.example');
    assert.equal((await it.ask('{ __schema { queryType { name } } }')).status, 400);
    assert.equal((await it.ask('{ a: __typename b: __typename }')).status, 400);
    assert.equal((await fetch(new URL('/', it.url))).status, 404);
  });

  test('only our own documents, where nothing else is to be answered', async () => {
    await using it = await startedWith({ DOCUMENTS: 'trusted' });
    assert.equal((await it.ask('{ __typename }')).status, 403);
  });

  test('a budget for a minute, which nobody has who asks for none', async () => {
    await using bounded = await startedWith({ LIMIT_POINTS_PER_MINUTE: '3' });
    const statuses = [];
    for (let asked = 0; asked < 5; asked += 1) {
      statuses.push((await bounded.ask('{ __typename }')).status);
    }
    assert.deepEqual(statuses, [200, 200, 200, 429, 429]);
    const { door } = stackConfig(undefined, {});
    assert.ok((door?.limits?.pointsPerMinute ?? 0) > 1_000_000);
    assert.ok((door?.rateLimits?.perAddress ?? 0) > 1_000_000);
  });
});
