import { categoryChanged } from '@outlay/events/ledger.ts';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deadLettersCommand } from '../src/dead-letters-command.ts';
import { listDeadLetters } from '../src/dead-letters.ts';
import { apply, consume, group } from './consuming.ts';
import { effects, memoryAdapter, openConsumerDatabase, topic, wire } from './fixtures.ts';

/** A group with four dead letters: two poison events, one broken one and something that is no event. */
async function deadGroup() {
  const opened = await memoryAdapter.open({ partitions: 1 });
  const database = await openConsumerDatabase();
  const key = uuidv7();
  const consumer = await consume(opened.log, database.sql, {
    maxTries: 1,
    async apply(_tx, events) {
      if (events.some(({ data }) => data.name.startsWith('poison'))) {
        throw new Error('\u001b[31mred\nsecond line');
      }
    },
  });
  const broken = { ...wire(key, 3), data: { name: 42 } };
  const nothing = { ...wire(key, 4), type: '', key: '', sequence: '', data: { unreadable: 'x' } };
  await opened.log.append([wire(key, 1, 'poison 1'), wire(key, 2, 'poison 2'), broken, nothing]);
  await consumer.caughtUp();
  await consumer.stop();
  const run = async (...args: string[]): Promise<{ status: number; said: string }> => {
    let said = '';
    const status = await deadLettersCommand({
      args,
      write: (text) => (said += text),
      sql: database.sql,
      group,
      contracts: [categoryChanged],
      async apply(tx, events) {
        if (events.some(({ data }) => data.name === 'poison 2')) throw new Error('still poison');
        await apply(tx, events);
      },
    });
    return { status, said };
  };
  return {
    key,
    sql: database.sql,
    run,
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      await opened[Symbol.asyncDispose]();
    },
  };
}

test('list shows where, when, what and why, and nothing that a terminal would obey', async () => {
  await using dead = await deadGroup();
  const { status, said } = await dead.run('list');
  assert.equal(status, 0);
  const lines = said.trimEnd().split('\n');
  assert.equal(lines.length, 4);
  const time = String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z`;
  const first = `^${topic}/0/0  ${time}  ledger.category-changed  tried 1×  Error:  \\[31mred$`;
  assert.match(lines[0] ?? '', new RegExp(first));
  const short = await dead.run('list', '--limit', '1');
  assert.match(short.said, /^ledger\/0\/0 .*\n… and 3 more\n$/);
});

test('show tells everything about one', async () => {
  await using dead = await deadGroup();
  const { status, said } = await dead.run('show', `${topic}/0/1`);
  assert.equal(status, 0);
  const letter = JSON.parse(said);
  assert.deepEqual([letter.topic, letter.partition, letter.offset], [topic, 0, '1']);
  assert.equal(letter.event.data.name, 'poison 2');
  assert.match(letter.error, /second line/);
  const missing = await dead.run('show', `${topic}/0/9`);
  assert.equal(missing.status, 1);
  assert.equal(missing.said, 'ledger/0/9  is not among the dead letters\n');
});

test('replay applies what can be applied now, and keeps the rest', async () => {
  await using dead = await deadGroup();
  assert.deepEqual(await dead.run('replay', `${topic}/0/0`), {
    status: 0,
    said: 'ledger/0/0  applied\n',
  });
  const { status, said } = await dead.run('replay', '--all');
  assert.equal(status, 1);
  assert.match(said, /ledger\/0\/1 {2}failed again: still poison\n/);
  assert.match(said, /ledger\/0\/2 {2}failed again: /);
  assert.match(said, /ledger\/0\/3 {2}failed again: No contract is for events of type ""\n$/);
  assert.deepEqual(await effects(dead.sql), { [dead.key]: [1] });
  assert.equal((await listDeadLetters(dead.sql, group)).length, 3);
});

test('discard deletes only what it is told to, unapplied', async () => {
  await using dead = await deadGroup();
  const { status, said } = await dead.run(
    'discard',
    `${topic}/0/1`,
    `${topic}/0/9`,
    `${topic}/0/3`,
  );
  assert.equal(status, 1);
  assert.match(said, /0\/1 {2}discarded\n.*0\/9 {2}is not among.*\n.*0\/3 {2}discarded\n/);
  assert.deepEqual(
    (await listDeadLetters(dead.sql, group)).map((letter) => letter.offset),
    [0n, 2n],
  );
  assert.deepEqual(await effects(dead.sql), {});
});

test('an operator without dead letters, or without a command, is told so', async () => {
  await using dead = await deadGroup();
  await dead.sql`DELETE FROM dead_letters`;
  const none = { status: 0, said: 'There are no dead letters.\n' };
  assert.deepEqual(await dead.run('list'), none);
  assert.deepEqual(await dead.run('replay', '--all'), none);
  const wrong = [
    [],
    ['remove'],
    ['show'],
    ['show', 'ledger'],
    ['replay'],
    ['replay', '--all', 'ledger/0/1'],
    ['discard', '--all'],
    ['list', '--limit', 'x'],
    ['list', '--never'],
  ];
  for (const args of wrong) {
    const { status, said } = await dead.run(...args);
    assert.equal(status, 2, args.join(' '));
    assert.match(said, /replay <place>… \| --all/);
  }
});
