import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { test } from 'node:test';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import { ConfigError } from '../src/config.ts';
import { checkDatabase } from '../src/database-check.ts';
import { createLogger } from '../src/logger.ts';

const logger = createLogger('test', 'silent');

const refusal = (url: string, oldest?: number) =>
  checkDatabase(url, { logger, ...(oldest && { oldest }) }).then(
    () => assert.fail('was taken'),
    (error: unknown) => {
      assert.ok(error instanceof ConfigError, String(error));
      assert.match(error.message, /^DATABASE_URL [^\n]+$/);
      return error.message;
    },
  );

test('a database that can be used is taken', async () => {
  await using database = await createTestDatabase('check');
  await checkDatabase(database.url, { logger });
});

test('one that is not there, another user, an old version: each is named at once', async () => {
  await using database = await createTestDatabase('check');
  const elsewhere = new URL(database.url);
  elsewhere.pathname = '/nowhere';
  assert.match(await refusal(elsewhere.href), /no such database/);
  const stranger = new URL(database.url);
  stranger.password = 'hunter2';
  const told = await refusal(stranger.href);
  assert.match(told, /refuses the (password|user)/);
  assert.ok(!told.includes('hunter2'));
  assert.match(
    await refusal(database.url, 990_000),
    /names a PostgreSQL \d\d; it must be 99 or newer/,
  );
});

test('a server that is away is waited for, and named when it never comes', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as { port: number };
  silent.close();
  await once(silent, 'close');
  const url = `postgres://nobody@127.0.0.1:${port}/none`;
  await assert.rejects(checkDatabase(url, { logger, waitMs: 700 }), { code: 'ECONNREFUSED' });
});
