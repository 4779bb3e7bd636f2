import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openEventLog } from '@outlay/event-log/open.ts';
import type { userSignedUp } from '@outlay/events/auth.ts';
import type { DataOf } from '@outlay/events/contract.ts';
import { signatureHeader, signRequest, viewerHeader } from '@outlay/identity/request-signature.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { signedUp, viewerOf } from './user-under-test.ts';

const gatewaySecret = 'the secret that gateway and subgraphs share';
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const deadLetters = fileURLToPath(new URL('../src/dead-letters.ts', import.meta.url));

test('as a process of its own: consumes the log, answers signed requests, logs no address', async () => {
  await using database = await createTestDatabase('profiles');
  await using logDatabase = await createTestDatabase('log');
  const logger = createLogger('test', 'silent');
  const log = await openEventLog(logDatabase.url, { logger });
  const environment = {
    PATH: process.env['PATH'],
    DATABASE_URL: database.url,
    EVENT_LOG_URL: logDatabase.url,
    GATEWAY_SECRET: gatewaySecret,
    MASTER_KEY: 'the master key of tests, longer than it needs to be',
    LOG_LEVEL: 'trace',
  };
  const served = spawn(process.execPath, [main], { env: environment });
  let output = '';
  served.stdout.on('data', (text) => (output += text));
  served.stderr.on('data', (text) => (output += text));
  try {
    const port = await eventually(() => /"port":(\d+)/.exec(output)?.[1]);
    const event = signedUp();
    const viewer = viewerOf(event.data as DataOf<typeof userSignedUp>);
    await log.append([event]);
    const body = JSON.stringify({ query: '{ me { id contactChannels { address } } }' });
    const post = (parts: { signature: string; viewer: string }) =>
      fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          [signatureHeader]: parts.signature,
          [viewerHeader]: parts.viewer,
        },
        body,
      });
    const signed = signRequest(gatewaySecret, { subgraph: 'user', viewer, body });
    const forAuth = signRequest(gatewaySecret, { subgraph: 'auth', viewer, body });
    assert.equal((await post(forAuth)).status, 401);
    assert.deepEqual(await (await post(signed)).json(), {
      data: {
        me: { id: viewer.userId, contactChannels: [{ address: 'secret.person@example.org' }] },
      },
    });
    assert.equal((await post(signed)).status, 401);
    assert.ok(!output.includes('secret.person'), output);

    const env = { ...environment, MASTER_KEY: 'x'.repeat(40), LOG_LEVEL: 'info' };
    for (const args of [[main], [deadLetters, 'list']]) {
      const refused = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
      assert.equal(refused.status, 2);
      assert.match(refused.stderr, /^MASTER_KEY .+\n$/);
    }
  } finally {
    served.kill('SIGTERM');
    const [code] = (await once(served, 'exit')) as [number | null];
    await log.stop();
    assert.equal(code, 0, output);
  }
});

test('a setting that is missing is named in one line', () => {
  const { status, stderr } = spawnSync(process.execPath, [main], {
    env: { PATH: process.env['PATH'], DATABASE_URL: 'postgres://localhost/x' },
    encoding: 'utf8',
  });
  assert.equal(status, 2);
  assert.match(stderr, /^EVENT_LOG_URL is not set: .+\n$/);
});
