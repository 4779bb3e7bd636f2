import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { test } from 'node:test';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import { ConfigError } from '../src/config.ts';
import { checkDatabase, versionRefusal } from '../src/database-check.ts';
import { databaseRefusal } from '../src/database-refusal.ts';
import { createLogger, type Logger } from '../src/logger.ts';
import { databaseSettings } from '../src/settings.ts';

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

test('PostgreSQL is 15 or newer unless somebody asks for more', () => {
  assert.equal(versionRefusal(14_00_23), 'a PostgreSQL 14; it must be 15 or newer');
  assert.equal(versionRefusal(15_00_00), null);
});

test('what the server itself refuses is named at once, whatever it is', async () => {
  await using database = await createTestDatabase('check');
  assert.match(await refusal(`${database.url}?foo=bar`), /refuses what it asks for \(42704\)$/);
  assert.match(await refusal(`${database.url}?sslmode=require`), /the server has no TLS/);
});

test('what a server says that starts, stops or is full is waited for', async () => {
  for (const code of ['57P03', '57P01', '53300', '08006']) {
    await using server = await refusingServer(code);
    await assert.rejects(checkDatabase(server.url, { logger, waitMs: 0 }), {
      message: `DATABASE_URL names a server that can't be used (${code})`,
    });
  }
});

test('a certificate that does not hold is named at once', async () => {
  const error = { name: 'Error', code: 'ERR_TLS_CERT_ALTNAME_INVALID' };
  assert.match((await databaseRefusal(error, 'postgres://h/d')) ?? '', /certificate does not hold/);
  assert.equal(await databaseRefusal({ code: 'ENOTFOUND' }, 'postgres://h/d'), null);
});

test('a URL without a host or a database is no setting', () => {
  const { DATABASE_URL: setting } = databaseSettings;
  for (const url of ['postgres://host', 'postgres://host/', 'postgres:///name', 'postgres:']) {
    assert.equal(setting.safeParse(url).success, false, url);
  }
  assert.equal(setting.safeParse('postgresql://user:word@host/name').success, true);
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

/** A server that says why it takes nobody, as PostgreSQL does: an ErrorResponse and no more. */
async function refusingServer(code: string) {
  const fields = ['SFATAL', 'VFATAL', `C${code}`, 'Mnot now'].map((field) => `${field}\0`).join('');
  const body = Buffer.from(`${fields}\0`);
  const head = Buffer.alloc(5, 'E');
  head.writeInt32BE(body.length + 4, 1);
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(Buffer.concat([head, body])));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `postgres://nobody@127.0.0.1:${portOf(server)}/none`,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}
