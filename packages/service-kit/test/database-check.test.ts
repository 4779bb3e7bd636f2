import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { test } from 'node:test';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import { ConfigError } from '../src/config.ts';
import { checkDatabase } from '../src/database-check.ts';
import { createLogger, type Logger } from '../src/logger.ts';

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

test('a server that is away is waited for, told of seldom, and named when it never comes', async () => {
  const url = `postgres://nobody:hunter2@127.0.0.1:${await closedPort()}/none`;
  const warned: object[] = [];
  const telling = { ...logger, warn: (line: object) => void warned.push(line) } as Logger;
  await assert.rejects(checkDatabase(url, { logger: telling, waitMs: 1_200 }), {
    name: 'ConfigError',
    message: "DATABASE_URL names a server that can't be used (ECONNREFUSED)",
  });
  const keys = warned.map((line) => Object.keys(line));
  assert.deepEqual(keys, [['code', 'waitedMs']], 'told of at each try, or with a stack');
});

test('whoever is told to stop waits no longer, for a closed port or for one that says nothing', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  try {
    for (const port of [await closedPort(), portOf(silent)]) {
      const stopping = new AbortController();
      const url = `postgres://nobody@127.0.0.1:${port}/none`;
      const checked = checkDatabase(url, { logger, waitMs: 60_000, stopping: stopping.signal });
      await new Promise((resolve) => setTimeout(resolve, 100));
      stopping.abort();
      await assert.rejects(checked, (reason) => reason === stopping.signal.reason);
    }
  } finally {
    silent.close();
  }
});

const portOf = (server: Server) => (server.address() as AddressInfo).port;

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}
