import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import test from 'node:test';
import postgres from 'postgres';
import { silent } from '../src/logger.ts';
import { startPostgres } from '../src/postgres-server.ts';
import { isAlive, workshop } from './apps.ts';

const logger = silent;

async function query(url: string, text: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return (await sql.unsafe(text)).map((row) => ({ ...row }));
  } finally {
    await sql.end();
  }
}

test('a fresh start makes the databases, with the settings we promise', async () => {
  await using place = await workshop();
  await using server = await startPostgres({ ...place, logger, databases: ['auth', 'ledger'] });
  const [settings] = await query(
    server.url('ledger'),
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
            current_setting('timezone') as timezone, current_setting('jit') as jit,
            current_setting('server_encoding') as encoding, datlocale as locale,
            current_setting('listen_addresses') as listens,
            current_setting('unix_socket_directories') as sockets
       from pg_database where datname = 'ledger'`,
  );
  assert.deepEqual(settings, {
    fsync: 'on',
    commit: 'on',
    timezone: 'UTC',
    jit: 'off',
    encoding: 'UTF8',
    locale: 'C.UTF-8',
    listens: '127.0.0.1',
    sockets: '',
  });
  await server.ensureDatabases(['auth', 'ledger', 'user']);
  const rows = await query(server.adminUrl, 'select datname from pg_database order by 1');
  assert.deepEqual(
    rows.map((row) => row['datname']),
    ['auth', 'ledger', 'postgres', 'template0', 'template1', 'user'],
  );
});

test('the password is kept from others, and asked for', async () => {
  await using place = await workshop();
  await using server = await startPostgres({ ...place, logger, durable: false });
  const { mode } = await stat(join(place.dataDir, 'password'));
  assert.equal(mode & 0o777, 0o600);
  const wrong = new URL(server.adminUrl);
  wrong.password = 'guess';
  await assert.rejects(query(wrong.href, 'select 1'), { code: '28P01' });
  const access = await readFile(join(place.dataDir, 'pg_hba.conf'), 'utf8');
  assert.equal(access, 'host all all 127.0.0.1/32 scram-sha-256\n');
});

test('a second start keeps the data and the port, and is ready soon', async (t) => {
  await using place = await workshop();
  const first = await startPostgres({ ...place, logger });
  await query(first.adminUrl, `create table t as select 'kept' as word`);
  await first.stop();
  await first.stop();
  assert.equal(isAlive(first.pid), false);
  const begun = performance.now();
  await using second = await startPostgres({ ...place, logger });
  t.diagnostic(`second start ready after ${Math.round(performance.now() - begun)} ms`);
  assert.equal(second.port, first.port);
  assert.deepEqual(await query(second.adminUrl, 'select word from t'), [{ word: 'kept' }]);
});

test('another port is taken when its own is busy', async () => {
  await using place = await workshop();
  const busy = createServer().listen(0, '127.0.0.1');
  await once(busy, 'listening');
  const { port } = busy.address() as { port: number };
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const options = { ...place, port, durable: false, logger: { ...silent, warn } };
  await using server = await startPostgres(options);
  assert.notEqual(server.port, port);
  assert.deepEqual(warnings, [
    `Port ${port} is taken; PostgreSQL listens on ${server.port} instead`,
  ]);
  await query(server.adminUrl, 'select 1');
  busy.close();
});

test('a lost password file is made anew, and the data stays', async () => {
  await using place = await workshop();
  const first = await startPostgres({ ...place, logger, durable: false });
  await query(first.adminUrl, 'create table t as select 1 as one');
  await first.stop();
  await rm(join(place.dataDir, 'password'));
  await using second = await startPostgres({ ...place, logger, durable: false });
  assert.notEqual(second.adminUrl, first.adminUrl);
  assert.deepEqual(await query(second.adminUrl, 'select one from t'), [{ one: 1 }]);
});

test('an initdb that was cut short leaves nothing that looks like data', async () => {
  await using place = await workshop();
  const partial = join(place.dataDir, 'data.partial-123');
  await mkdir(partial, { recursive: true });
  await writeFile(join(partial, 'PG_VERSION'), '18\n');
  await using server = await startPostgres({ ...place, logger, durable: false });
  await query(server.adminUrl, 'select 1');
  const names = await readdir(place.dataDir);
  assert.deepEqual(
    names.filter((name) => name.includes('partial')),
    [],
  );
});
