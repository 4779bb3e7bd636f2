import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { compareAggregates } from '../src/jobs/rebuild.ts';
import { deadLetter } from './dead-letter.ts';
import { openScene } from './scene.ts';

const food = uuidv7();

test('an operator lists, shows and replays by command what reporting could not apply', async () => {
  await using scene = await openScene();
  const book = await scene.book({}, [food]);
  const { topic, partition, offset } = await deadLetter(scene, book, food);
  const place = `${topic}/${partition}/${offset}`;
  const command = fileURLToPath(new URL('../src/dead-letters.ts', import.meta.url));
  const env = { ...process.env, DATABASE_URL: scene.databaseUrl, LOG_LEVEL: 'silent' };
  const run = async (...args: string[]): Promise<string> =>
    (await promisify(execFile)(process.execPath, [command, ...args], { env })).stdout;

  assert.match(await run('list'), new RegExp(`^${place}  .* ledger.transaction-posted `));
  assert.equal(JSON.parse(await run('show', place)).event.key, book.bookId);
  await assert.rejects(run('replay', `${topic}/${partition}/999`), { code: 1 });
  await assert.rejects(run('replay'), { code: 2 });
  assert.equal(await run('replay', '--all'), `${place}  applied\n`);
  assert.equal(await run('list'), 'There are no dead letters.\n');
  assert.deepEqual(await compareAggregates(scene), []);
});
