import assert from 'node:assert/strict';
import { readdir, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { ownTemporaryFolder } from '../own-folder.ts';
import { listens } from './listens.ts';

const tellAll =
  'echo $OUTLAY_TEST_POSTGRES $OUTLAY_TEST_KAFKA $OUTLAY_TEST_REDIS $OUTLAY_TEST_RABBITMQ $$';

const states = (urls: readonly string[]): Promise<boolean[]> => Promise.all(urls.map(listens));

test('a signal ends the command, and all engines after it', async () => {
  await using place = await ownTemporaryFolder('run-engines.ts');
  const { child, ended, firstLine } = place.run(
    `trap "exit 3" INT; ${tellAll}; while :; do sleep 0.1; done`,
  );
  const urls = (await firstLine).split(' ').slice(0, 4);
  assert.deepEqual(
    urls.map((url) => new URL(url).protocol),
    ['postgres:', 'kafka:', 'redis:', 'amqp:'],
  );
  assert.deepEqual(await states(urls), [true, true, true, true]);
  child.kill('SIGINT');
  assert.equal((await ended).code, 3);
  assert.deepEqual(await states(urls), [false, false, false, false]);
  assert.deepEqual(await readdir(place.folder), []);
});

test('what a killed run left behind, a later one clears away, to the last process', async () => {
  await using place = await ownTemporaryFolder('run-engines.ts');
  const given = { OUTLAY_TEST_POSTGRES: 'postgres://given', OUTLAY_TEST_KAFKA: 'kafka://given' };
  const killed = place.run(`${tellAll}; exec sleep 60`, given);
  const [postgres, kafka, redis = '', rabbitmq = '', command] = (await killed.firstLine).split(' ');
  assert.deepEqual([postgres, kafka], [given.OUTLAY_TEST_POSTGRES, given.OUTLAY_TEST_KAFKA]);
  killed.child.kill('SIGKILL');
  process.kill(Number(command), 'SIGKILL');
  assert.deepEqual(await states([redis, rabbitmq]), [true, true]);
  const left = await readdir(place.folder);
  assert.equal(left.length, 2);
  assert.notEqual((await processesIn(place.folder)).length, 0);
  const anHourAgo = new Date(Date.now() - 3_600_000);
  for (const name of left) await utimes(join(place.folder, name), anHourAgo, anHourAgo);

  const later = await place.run('true', { ...given, OUTLAY_TEST_RABBITMQ: 'amqp://given' }).ended;
  assert.equal(later.code, 0, later.err);
  assert.deepEqual(await states([redis, rabbitmq]), [false, false]);
  assert.deepEqual(await readdir(place.folder), []);
  assert.deepEqual(await processesIn(place.folder), []);
});

test('one that cannot be started takes the others with it and says why', async () => {
  await using place = await ownTemporaryFolder('run-engines.ts');
  const bare = { PATH: '/nowhere', OUTLAY_TEST_KAFKA: 'kafka://given' };
  const { code, err } = await place.run('true', bare).ended;
  assert.notEqual(code, 0);
  assert.match(err, /redis-server is missing: .*apt-get install redis-server/);
  assert.deepEqual(await readdir(place.folder), []);
});

/** The processes that were started with the folder as their temporary one. */
async function processesIn(folder: string): Promise<string[]> {
  const environments = (await readdir('/proc'))
    .filter((entry) => /^\d+$/.test(entry))
    .map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      return environment.includes(`${folder}/`) ? [pid] : [];
    });
  return (await Promise.all(environments)).flat();
}
