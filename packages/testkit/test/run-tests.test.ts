import assert from 'node:assert/strict';
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import postgres from 'postgres';
import { ownTemporaryFolder } from './own-folder.ts';

async function answers(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 5 });
  const asked = sql`select 1`.then(
    () => true,
    () => false,
  );
  return asked.finally(() => sql.end({ timeout: 0 }));
}

test('the command gets a PostgreSQL, its exit code is ours, and nothing stays', async () => {
  await using place = await ownTemporaryFolder('run-tests.ts');
  const { ended, firstLine } = place.run('echo $OUTLAY_TEST_POSTGRES; exit 7');
  assert.match(await firstLine, /^postgres:\/\/outlay:.+@127\.0\.0\.1:\d+\/postgres$/);
  const { code, err } = await ended;
  assert.equal(code, 7, err);
  assert.equal(await answers(await firstLine), false);
  assert.deepEqual(await readdir(place.folder), []);
});

test('a signal ends the command, and the PostgreSQL after it', async () => {
  await using place = await ownTemporaryFolder('run-tests.ts');
  const { child, ended, firstLine } = place.run(
    'trap "exit 3" INT; echo $OUTLAY_TEST_POSTGRES; while :; do sleep 0.1; done',
  );
  const url = await firstLine;
  assert.equal(await answers(url), true);
  child.kill('SIGINT');
  assert.equal((await ended).code, 3);
  assert.equal(await answers(url), false);
  assert.deepEqual(await readdir(place.folder), []);
});

test('what a killed run left behind, a later one clears away', async () => {
  await using place = await ownTemporaryFolder('run-tests.ts');
  const killed = place.run('echo $OUTLAY_TEST_POSTGRES $$; exec sleep 60');
  const [url = '', command] = (await killed.firstLine).split(' ');
  killed.child.kill('SIGKILL');
  process.kill(Number(command), 'SIGKILL');
  await killed.ended;
  assert.equal(await answers(url), true);
  const [left] = await readdir(place.folder);
  const anHourAgo = new Date(Date.now() - 3_600_000);
  await utimes(join(place.folder, left!), anHourAgo, anHourAgo);

  const later = await place.run('true').ended;
  assert.equal(later.code, 0, later.err);
  assert.equal(await answers(url), false);
  assert.deepEqual(await readdir(place.folder), []);
});

test('a PostgreSQL that is already there is used, and left running', async () => {
  await using place = await ownTemporaryFolder('run-tests.ts');
  const given = { OUTLAY_TEST_POSTGRES: 'postgres://given' };
  const { ended, firstLine } = place.run('echo $OUTLAY_TEST_POSTGRES', given);
  assert.equal(await firstLine, 'postgres://given');
  assert.equal((await ended).code, 0);
  assert.deepEqual(await readdir(place.folder), []);
});

test('what suites say of themselves is summed up at the end', async () => {
  await using place = await ownTemporaryFolder('run-tests.ts');
  const suites = [
    'a:test: ℹ pass 12',
    'a:test: ℹ fail 0',
    'a:test: ﹣ a cache on Redis (0.2ms) # needs a Redis',
    'b:test: ℹ pass 30',
    'b:test: ℹ fail 1',
    'b:test: ℹ cancelled 2',
    'b:test: ﹣ nonces (0.1ms) # needs a Redis',
  ];
  const { ended } = place.run(`printf '%s\\n' ${suites.map((line) => `'${line}'`).join(' ')}`);
  const { out } = await ended;
  const last = out.trimEnd().split('\n').at(-1);
  assert.equal(last, 'All suites together: 42 passed, 3 failed; left out: 2 (needs a Redis).');
});
