import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { getIntrospectionQuery } from 'graphql';
import { remoteKeys } from '../src/guards/keys.ts';
import { memoryLogger, startHouse, tokenMaker } from './fixture/house.ts';

describe('over HTTP', () => {
  let house: Awaited<ReturnType<typeof startHouse>>;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.gateway.stop());
  const me = '{ me { id } requestId }';

  test('nobody is signed in without a token, and may sign in', async () => {
    const { status, data } = await house.ask(me);
    assert.deepEqual([status, data?.['me']], [200, null]);
    const { data: signedIn } = await house.ask('mutation { signIn(name: "Ada") }');
    assert.deepEqual(signedIn, { signIn: 'signed in Ada' });
  });

  test('a token says who asks', async () => {
    const { data } = await house.ask(me, { token: await house.tokens.token() });
    assert.deepEqual(data?.['me'], { id: house.tokens.userId });
  });

  test('an expired token asks for a refresh', async () => {
    const token = await house.tokens.token({ agoMs: 3_600_000 });
    const { status, code, headers } = await house.ask(me, { token });
    assert.deepEqual([status, code], [401, 'TOKEN_EXPIRED']);
    assert.equal(headers.get('www-authenticate'), 'Bearer error="invalid_token"');
  });

  test('an expired token is none for what needs nobody to be signed in, and for nothing else', async () => {
    const token = await house.tokens.token({ agoMs: 3_600_000 });
    const fragment = 'fragment F on Mutation { ... on Mutation { signUp(name: "Ada") } }';
    for (const open of [
      'mutation { signIn(name: "Ada") }',
      `mutation { __typename ...F } ${fragment}`,
    ]) {
      const { status, data } = await house.ask(open, { token });
      assert.equal(status, 200, open);
      assert.match(JSON.stringify(data), /signed (in|up) Ada/);
    }
    assert.equal(house.people.asked.at(-1)?.viewer, null);
    const asked = house.people.asked.length;
    for (const other of [
      'mutation { rename(name: "Eve") { name } }',
      'mutation { signIn(name: "Ada") rename(name: "Eve") { name } }',
      'mutation { ...F signIn(name: "Ada") } fragment F on Mutation { rename(name: "Eve") { name } }',
      '{ signIn: me { id } }',
      '{',
      `{ ${'a'.repeat(100_000)} }`,
    ]) {
      const { status, code } = await house.ask(other, { token });
      assert.deepEqual([status, code], [401, 'TOKEN_EXPIRED'], other.slice(0, 80));
    }
    assert.equal(house.people.asked.length, asked);
    const persistedQuery = { version: 1, sha256Hash: 'a'.repeat(64) };
    const unknown = await house.ask(undefined, { token, extensions: { persistedQuery } });
    assert.equal(unknown.code, 'PERSISTED_QUERY_NOT_FOUND');
  });

  test('a token that is not one, or not ours, is refused and reaches no subgraph', async () => {
    const asked = house.people.asked.length;
    const stranger = await tokenMaker();
    const token = await house.tokens.token();
    const [header, , signature] = token.split('.');
    const [, otherBody] = (await stranger.token()).split('.');
    const unsigned = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${otherBody}.`;
    const bad = {
      garbage: 'garbage',
      'of another key': await stranger.token(),
      'with another body': [header, otherBody, signature].join('.'),
      unsigned,
      'cut short': token.slice(0, -5),
    };
    for (const [what, each] of Object.entries(bad)) {
      const { status, code, text } = await house.ask(me, { token: each });
      assert.deepEqual([status, code], [401, 'UNAUTHENTICATED'], what);
      assert.doesNotMatch(text, /jose|signature|JWS/i, what);
    }
    for (const authorization of [token, `Basic ${token}`, 'Bearer', `Bearer ${token} x`, '']) {
      const { status } = await house.ask(me, { headers: { authorization } });
      assert.equal(status, 401, authorization.slice(0, 6));
    }
    assert.equal(house.people.asked.length, asked);
    // As if it had not been sent: whoever has nothing better signs in.
    const { data } = await house.ask('mutation { signIn(name: "Ada") }', { token: bad.unsigned });
    assert.deepEqual(data, { signIn: 'signed in Ada' });
    assert.equal(house.people.asked.at(-1)?.viewer, null);
  });

  test('a bomb of 685 bytes of fragments is refused before anything is done for it', async () => {
    const spread = (level: number) => `...F${level} `.repeat(3);
    const fragments = Array.from(
      { length: 14 },
      (_none, level) =>
        `fragment F${level} on Query{${level === 13 ? 'me{id}' : spread(level + 1)}}`,
    );
    const bomb = `{${spread(0)}}${fragments.join('')}`;
    assert.ok(bomb.length < 700, String(bomb.length));
    const { status, code, errors } = await house.ask(bomb);
    assert.deepEqual([status, code], [400, 'OPERATION_TOO_LARGE']);
    const { limit, actual } = errors?.[0]?.extensions ?? {};
    assert.deepEqual([limit, actual], [500, 2 * 3 ** 14]);
  });

  test('log-ins can’t be tried by the dozen', async () => {
    const many = Array.from({ length: 50 }, (_none, at) => `a${at}: signIn(name: "x")`).join(' ');
    assert.equal((await house.ask(`mutation { ${many} }`)).status, 400);
    const two = 'mutation { a: signIn(name: "x") b: signUp(name: "y") }';
    const { status, code } = await house.ask(two);
    assert.deepEqual([status, code], [400, 'TOO_MANY_SIGN_INS']);
  });

  test('GraphiQL’s introspection passes, and one that goes round in circles does not', async () => {
    const query = getIntrospectionQuery({ inputValueDeprecation: true, schemaDescription: true });
    const { status, errors } = await house.ask(query);
    assert.deepEqual([status, errors], [200, undefined]);
    const around = `{__schema{types${'{fields{type'.repeat(4)}{name}${'}}'.repeat(4)}}}`;
    assert.equal((await house.ask(around)).status, 400);
  });
});

test('limits are as configured', async () => {
  await using house = await startHouse({ limits: { aliases: 1 } });
  assert.equal((await house.ask('{ a: requestId }')).status, 200);
  const { code } = await house.ask('{ a: requestId b: requestId }');
  assert.equal(code, 'TOO_MANY_ALIASES');
});

/** Auth's address, as it is at times. */
async function startAuth() {
  const tokens = await tokenMaker();
  const auth = {
    tokens,
    served: 0,
    status: 200,
    url: '',
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
  const server = createServer((_request, response) => {
    auth.served += 1;
    response.writeHead(auth.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(tokens.keySet));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  auth.url = `http://127.0.0.1:${port}/jwks`;
  return auth;
}

test('keys come from auth’s address, are kept, and their absence is not the token’s fault', async () => {
  await using auth = await startAuth();
  auth.status = 500;
  await using house = await startHouse({ jwks: new URL(auth.url) });
  const token = await auth.tokens.token();
  const refused = await house.ask('{ requestId }', { token });
  assert.deepEqual([refused.status, refused.code], [503, 'SUBGRAPH_UNAVAILABLE']);
  assert.ok(refused.headers.get('retry-after'));
  auth.status = 200;
  assert.equal((await house.ask('{ requestId }', { token })).status, 200);
  const { served } = auth;
  auth.status = 500;
  for (let at = 0; at < 3; at += 1) {
    assert.equal((await house.ask('{ requestId }', { token })).status, 200);
  }
  assert.equal(auth.served, served);
});

test('keys that are days old still work while auth is away, and nobody waits for new ones', async (context) => {
  await using auth = await startAuth();
  const keys = remoteKeys(new URL(auth.url), memoryLogger().logger);
  await eventually(() => keys.known());
  auth.status = 500;
  const { served } = auth;
  context.mock.timers.enable({ apis: ['Date'], now: Date.now() + 3 * 24 * 3_600_000 });
  const [key] = auth.tokens.keySet.keys;
  await keys.find({ alg: 'EdDSA', kid: key!.kid }, { payload: '', signature: '' });
  assert.equal(auth.served, served);
  keys.stop();
});
