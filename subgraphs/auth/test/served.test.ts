import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { verifyAccessToken } from '@outlay/identity/access-token.ts';
import { signatureHeader, signRequest, viewerHeader } from '@outlay/identity/request-signature.ts';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { createRemoteJWKSet } from 'jose';
import { masterKey, password, signUpInput } from './auth-under-test.ts';

const gatewaySecret = 'the secret that gateway and subgraphs share';
const file = (name: string) => fileURLToPath(new URL(`../src/${name}`, import.meta.url));

test('as a process of its own: signed requests, published keys, rotation, quiet logs', async () => {
  await using database = await createTestDatabase('auth');
  await using log = await createTestDatabase('log');
  const environment = {
    PATH: process.env['PATH'],
    DATABASE_URL: database.url,
    EVENT_LOG_URL: log.url,
    GATEWAY_SECRET: gatewaySecret,
    MASTER_KEY: masterKey,
    LOG_LEVEL: 'trace',
  };
  const served = spawn(process.execPath, [file('main.ts')], { env: environment });
  let output = '';
  served.stdout.on('data', (text) => (output += text));
  served.stderr.on('data', (text) => (output += text));
  try {
    const port = await eventually(() => /"port":(\d+)/.exec(output)?.[1]);
    const url = `http://127.0.0.1:${port}`;
    const body = JSON.stringify({
      query: `mutation ($input: SignUpInput!) { signUp(input: $input) {
        __typename ... on SignUpSuccess { session { accessToken refreshToken } } } }`,
      variables: { input: signUpInput({ email: 'secret.person@example.org' }) },
    });
    const signed = signRequest(gatewaySecret, { subgraph: 'auth', viewer: null, body });
    const post = (signature: string) =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          [signatureHeader]: signature,
          [viewerHeader]: signed.viewer,
        },
        body,
      });
    assert.equal((await post('')).status, 401);
    const answer = (await (await post(signed.signature)).json()) as {
      data: { signUp: { session: { accessToken: string; refreshToken: string } } };
    };
    const { accessToken, refreshToken } = answer.data.signUp.session;
    const keys = new URL(`${url}/.well-known/jwks.json`);
    assert.match((await fetch(keys)).headers.get('cache-control') ?? '', /max-age=30/);
    await verifyAccessToken(accessToken, createRemoteJWKSet(keys));

    const rotate = (env: NodeJS.ProcessEnv) =>
      spawnSync(process.execPath, [file('rotate-signing-key.ts')], { env, encoding: 'utf8' });
    const rotated = rotate(environment);
    assert.match(rotated.stdout, /^Key [\w-]{43} signs in 60 seconds\.\n$/, rotated.stderr);
    const refused = rotate({ ...environment, MASTER_KEY: 'x'.repeat(40) });
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, /^MASTER_KEY .+\n$/);
    for (const secret of ['secret.person', password, accessToken, refreshToken, masterKey]) {
      assert.ok(!output.includes(secret), `the log holds ${secret}`);
    }
  } finally {
    served.kill('SIGTERM');
    const [code] = (await once(served, 'exit')) as [number | null];
    assert.equal(code, 0, output);
  }
});

test('a setting that is missing is named in one line', () => {
  const { status, stderr } = spawnSync(process.execPath, [file('main.ts')], {
    env: { PATH: process.env['PATH'], DATABASE_URL: 'postgres://localhost/x' },
    encoding: 'utf8',
  });
  assert.equal(status, 2);
  assert.match(stderr, /^EVENT_LOG_URL is not set: .+\n$/);
});
