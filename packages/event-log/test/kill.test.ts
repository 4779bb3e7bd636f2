import { uuidv7 } from '@outlay/events/uuidv7.ts';
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { addToOutbox } from '../src/outbox.ts';
import { startRelay } from '../src/relay.ts';
import { applyAs, consume } from './consuming.ts';
import {
  adapters,
  change,
  effects,
  logger,
  memoryAdapter,
  openConsumerDatabase,
  openProducerDatabase,
  readAll,
  sequencesByKey,
  upTo,
  wires,
} from './fixtures.ts';

type Killable = Disposable & { readonly child: ChildProcess };

function run(file: string, ...args: string[]): Killable {
  const path = new URL(file, import.meta.url).pathname;
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  return { child, [Symbol.dispose]: () => void child.kill('SIGKILL') };
}

async function says({ child }: Killable, expected: string): Promise<void> {
  for await (const line of createInterface({ input: child.stdout! })) if (line === expected) return;
  throw new Error(`The process ended without saying "${expected}"`);
}

// The log in memory dies with its process.
for (const adapter of adapters.filter((one) => one !== memoryAdapter)) {
  test(`a member that is killed in the middle of a batch is replaced; every event takes effect once (${adapter.name})`, async () => {
    await using opened = await adapter.open();
    await using database = await openConsumerDatabase();
    const { sql } = database;
    const keys = Array.from({ length: 8 }, () => uuidv7());
    await opened.log.append(keys.flatMap((key) => wires(key, 1, 10)));

    using member = run('member-process.ts', opened.url!, database.url, '5');
    await says(member, 'in the middle');
    const consumer = await consume(opened.log, sql, { apply: applyAs('parent') });
    member.child.kill('SIGKILL');
    await once(member.child, 'exit');
    await opened.log.append(keys.flatMap((key) => wires(key, 11, 12)));
    await consumer.caughtUp();

    assert.deepEqual(await effects(sql), Object.fromEntries(keys.map((key) => [key, upTo(12)])));
    const members = await sql<{ member: string }[]>`SELECT DISTINCT member FROM effects ORDER BY 1`;
    assert.deepEqual(
      members.map((row) => row.member),
      ['child', 'parent'],
      'both had a share',
    );
    await consumer.stop();
  });

  test(`a relay that is killed between append and delete loses nothing and doubles no effect (${adapter.name})`, async () => {
    await using producer = await openProducerDatabase();
    await using database = await openConsumerDatabase();
    await using opened = await adapter.open();
    const key = uuidv7();
    await producer.sql.begin((tx) =>
      addToOutbox(
        tx,
        upTo(10).map((n) => change(key, `${n}`)),
      ),
    );
    for (let death = 0; death < 2; death += 1) {
      using dying = run('relay-process.ts', opened.url!, producer.url);
      const [, signal] = (await once(dying.child, 'exit')) as [unknown, string];
      assert.equal(signal, 'SIGKILL');
    }
    const relay = startRelay({ databaseUrl: producer.url, log: opened.log, logger, pollMs: 100 });
    await relay.drained();
    const logged = sequencesByKey((await readAll(opened.log)).map((record) => record.event));
    assert.deepEqual(logged[key], [...upTo(4), ...upTo(4), ...upTo(10)]);

    const consumer = await consume(opened.log, database.sql);
    await consumer.caughtUp();
    assert.deepEqual(await effects(database.sql), { [key]: upTo(10) });
    await consumer.stop();
    await relay.stop();
  });
}
