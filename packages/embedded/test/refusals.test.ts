import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { silent } from '../src/logger.ts';
import { startPostgres } from '../src/postgres-server.ts';
import { startApp, workshop } from './apps.ts';

const logger = silent;

test('data of another major version', async () => {
  await using place = await workshop();
  await mkdir(join(place.dataDir, 'data'), { recursive: true, mode: 0o700 });
  await writeFile(join(place.dataDir, 'data/PG_VERSION'), '15\n');
  await assert.rejects(startPostgres({ ...place, logger }), {
    name: 'EmbeddedPostgresError',
    code: 'WRONG_VERSION',
    message: /written by PostgreSQL 15, and this is PostgreSQL 18\. [^\n]+$/,
  });
});

test('binaries that are not there', async () => {
  await using place = await workshop();
  const binariesDir = join(place.folder, 'native');
  await assert.rejects(startPostgres({ ...place, binariesDir, logger }), {
    code: 'BINARIES_MISSING',
    message: /binaries aren't in [^\n]+npm[^\n]+$/,
  });
});

test('binaries that do not run here', async () => {
  await using place = await workshop();
  const binariesDir = join(place.folder, 'native');
  await mkdir(join(binariesDir, 'bin'), { recursive: true });
  for (const name of ['initdb', 'postgres']) {
    const script = '#!/bin/sh\necho GLIBC_2.99 not found >&2\nexit 1\n';
    await writeFile(join(binariesDir, 'bin', name), script, { mode: 0o755 });
  }
  await assert.rejects(startPostgres({ ...place, binariesDir, logger }), {
    code: 'BINARIES_UNUSABLE',
    message: /don't run here \(GLIBC_2\.99 not found\)[^\n]+$/,
  });
});

test("a setting the engine doesn't know is named", async () => {
  await using place = await workshop();
  const settings = { no_such_setting: 'x' };
  await assert.rejects(startPostgres({ ...place, settings, durable: false, logger }), {
    code: 'START_FAILED',
    message: /^PostgreSQL didn't start: [^\n]*no_such_setting[^\n]*$/,
  });
});

test('a file where the folder should be', async () => {
  await using place = await workshop();
  await writeFile(join(place.folder, '.outlay'), '');
  await assert.rejects(startPostgres({ ...place, logger }), { code: 'START_FAILED' });
});

const canMount = spawnSync('unshare', ['-m', 'true']).status === 0;

test('a full disk', { skip: !canMount && 'needs the right to mount' }, async () => {
  await using place = await workshop();
  const mount = `mount -t tmpfs -o size=8m,mode=755 tmpfs ${place.folder} && exec "$@"`;
  const app = startApp({ ...place }, { wrap: ['unshare', '-m', 'sh', '-c', mount, 'sh'] });
  const { code, message } = await app.first;
  assert.equal(code, 'DISK_FULL');
  assert.match(message ?? '', /^The disk that holds [^\n]+ is full\. [^\n]+$/);
});
