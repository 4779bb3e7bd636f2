import assert from 'node:assert/strict';
import test from 'node:test';
import { silent } from '../src/logger.ts';
import { startPostgres } from '../src/postgres-server.ts';
import { isAlive, startApp, workshop } from './apps.ts';

test('of apps started at once one runs, and the others say so in one line', async () => {
  await using place = await workshop();
  const apps = [1, 2, 3].map(() => startApp({ ...place, durable: false }));
  const lines = await Promise.all(apps.map((app) => app.first));
  const ready = lines.filter((line) => line.port !== undefined);
  assert.equal(ready.length, 1);
  for (const refused of lines.filter((line) => line !== ready[0])) {
    assert.equal(refused.code, 'ALREADY_RUNNING');
    assert.match(refused.message!, /^Already running \(process \d+\) on the data in [^\n]+$/);
  }
  assert.ok(isAlive(ready[0]!.pid!));
  await Promise.all(apps.map((app) => app.end()));
});

test('within one process too, and a refused start takes nothing from the one that runs', async () => {
  await using place = await workshop();
  await using server = await startPostgres({ ...place, logger: silent, durable: false });
  const refusal = { code: 'ALREADY_RUNNING' };
  await assert.rejects(startPostgres({ ...place, logger: silent, durable: false }), refusal);
  // Closing the refused start's file must not have let go of the lock (POSIX locks do that).
  const other = startApp({ ...place, durable: false });
  assert.equal((await other.first).code, 'ALREADY_RUNNING');
  assert.ok(isAlive(server.pid));
});

test('after stop the folder is free again', async () => {
  await using place = await workshop();
  const server = await startPostgres({ ...place, logger: silent, durable: false });
  await server.stop();
  await using app = startApp({ ...place, durable: false });
  await app.ready();
});
