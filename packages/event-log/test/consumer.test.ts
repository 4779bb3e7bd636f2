import { categoryChanged } from '@outlay/events/ledger.ts';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type postgres from 'postgres';
import { startConsumer, type Consumer, type ConsumerOptions } from '../src/consumer.ts';
import { listDeadLetters, replayDeadLetter } from '../src/dead-letters.ts';
import type { EventLog } from '../src/port.ts';
import {
  adapters,
  effects,
  logger,
  openConsumerDatabase,
  outage,
  sequencesByKey,
  topic,
  upTo,
  wire,
  wires,
} from './fixtures.ts';

type Options = ConsumerOptions<typeof categoryChanged>;

const group = 'tests';

/** Writes each event as a row of `effects`. */
const apply: Options['apply'] = async (tx, events) => {
  for (const { key, sequence, data } of events) {
    await tx`
      INSERT INTO effects (key, sequence, name) VALUES (${key}, ${sequence.toString()}, ${data.name})`;
  }
};

const consume = (
  log: EventLog,
  sql: postgres.Sql,
  options: Partial<Options> = {},
): Promise<Consumer> =>
  startConsumer({
    log,
    sql,
    group,
    topics: [topic],
    contracts: [categoryChanged],
    logger,
    apply,
    ...options,
  });

for (const adapter of adapters) {
  describe(`a consumer of the log on ${adapter.name}`, () => {
    test('applies every event once and in order, and says so after the commit', async () => {
      await using opened = await adapter.open({ batchSize: 7 });
      await using database = await openConsumerDatabase();
      const keys = Array.from({ length: 6 }, () => uuidv7());
      const told: { key: string; sequence: string }[] = [];
      const consumer = await consume(opened.log, database.sql, {
        afterCommit: (events) => {
          for (const { key, sequence } of events) told.push({ key, sequence: `${sequence}` });
          throw new Error('a listener that fails changes nothing');
        },
      });
      await opened.log.append(keys.flatMap((key) => wires(key, 1, 20)));
      await consumer.caughtUp();
      const expected = Object.fromEntries(keys.map((key) => [key, upTo(20)]));
      assert.deepEqual(await effects(database.sql), expected);
      assert.deepEqual(sequencesByKey(told), expected);
      for (const { behind, end, position } of await consumer.lag()) {
        assert.deepEqual([behind, position], [0n, end]);
      }
      await consumer.stop();
    });

    test('events that are in the log twice take effect once', async () => {
      await using opened = await adapter.open({ batchSize: 4 });
      await using database = await openConsumerDatabase();
      const key = uuidv7();
      const events = wires(key, 1, 9);
      await opened.log.append(events.slice(0, 6));
      await opened.log.append(events.slice(3, 8));
      await opened.log.append(events);
      await opened.log.append(events);
      const consumer = await consume(opened.log, database.sql);
      await consumer.caughtUp();
      assert.deepEqual(await effects(database.sql), { [key]: upTo(9) });
      await consumer.stop();
    });

    test('what a crash rolled back is applied when it is handed over again', async () => {
      await using opened = await adapter.open();
      await using database = await openConsumerDatabase();
      const key = uuidv7();
      let crashes = 2;
      const told: bigint[] = [];
      const consumer = await consume(opened.log, database.sql, {
        afterCommit: (events) => void told.push(...events.map((event) => event.sequence)),
        async apply(tx, events) {
          await apply(tx, events);
          crashes -= 1;
          // The connection dies after the effect was written and before it is committed.
          if (crashes >= 0) await tx`SELECT pg_terminate_backend(pg_backend_pid())`;
        },
      });
      await opened.log.append(wires(key, 1, 5));
      await consumer.caughtUp();
      await consumer.stop();
      assert.deepEqual(told.map(Number), upTo(5));
      assert.deepEqual(await effects(database.sql), { [key]: upTo(5) });
      assert.deepEqual(await listDeadLetters(database.sql, group), []);
    });

    test('an outage of its own database costs no event, however often it failed', async () => {
      await using opened = await adapter.open();
      await using database = await openConsumerDatabase();
      const key = uuidv7();
      let failures = 0;
      const down = Promise.withResolvers<void>();
      const consumer = await consume(opened.log, database.sql, { maxTries: 1 });
      const lockedOut = await outage(database.url);
      await opened.log.append(wires(key, 1, 5));
      const watching = setInterval(() => {
        database.sql`SELECT 1`.catch(() => {
          failures += 1;
          if (failures > 3) down.resolve();
        });
      }, 20);
      await down.promise;
      clearInterval(watching);
      await lockedOut.end();
      await eventually(async () => {
        assert.deepEqual(await effects(database.sql), { [key]: upTo(5) });
        return true;
      });
      assert.deepEqual(await listDeadLetters(database.sql, group), []);
      await consumer.stop();
    });

    test('a conflict with another transaction is tried for as long as it takes', async () => {
      await using opened = await adapter.open();
      await using database = await openConsumerDatabase();
      const key = uuidv7();
      let conflicts = 4;
      const consumer = await consume(opened.log, database.sql, {
        maxTries: 2,
        async apply(tx, events) {
          await apply(tx, events);
          conflicts -= 1;
          if (conflicts < 0) return;
          await tx.unsafe(`DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '40001'; END $$`);
        },
      });
      await opened.log.append(wires(key, 1, 1));
      await consumer.caughtUp();
      assert.deepEqual(await effects(database.sql), { [key]: [1] });
      assert.deepEqual(await listDeadLetters(database.sql, group), []);
      await consumer.stop();
    });

    test('a poison event becomes a dead letter after its tries and holds up nobody', async () => {
      await using opened = await adapter.open();
      await using database = await openConsumerDatabase();
      const [sick, well] = [uuidv7(), uuidv7()];
      let tries = 0;
      const consumer = await consume(opened.log, database.sql, {
        async apply(tx, events) {
          await apply(tx, events);
          if (events.some((event) => event.data.name === 'poison')) {
            if (events.length === 1) tries += 1;
            await tx`SELECT 1 / 0`;
          }
        },
      });
      const events = [wire(sick, 1), wire(sick, 2, 'poison'), wire(sick, 3), ...wires(well, 1, 3)];
      await opened.log.append(events);
      await opened.log.append(events);
      await consumer.caughtUp();
      assert.deepEqual(await effects(database.sql), { [sick]: [1, 3], [well]: upTo(3) });
      assert.equal(tries, 5);
      const letters = await listDeadLetters(database.sql, group);
      assert.deepEqual(
        letters.map((letter) => [letter.event, letter.tries]),
        [[events[1], 5]],
      );
      assert.match(letters[0]?.error ?? '', /division by zero/);
      await consumer.stop();

      const letter = letters[0]!;
      const replayWith = (how: Options['apply']) =>
        replayDeadLetter({
          sql: database.sql,
          group,
          letter,
          contracts: [categoryChanged],
          apply: how,
        });
      await assert.rejects(
        replayWith(async () => Promise.reject(new Error('still broken'))),
        /still broken/,
      );
      assert.equal((await listDeadLetters(database.sql, group)).length, 1);
      assert.equal(await replayWith(apply), true);
      assert.equal(await replayWith(apply), false);
      assert.deepEqual((await effects(database.sql))[sick], [1, 3, 2]);
      assert.deepEqual(await listDeadLetters(database.sql, group), []);
    });

    test('events of a broken shape become dead letters, those of unknown type pass by', async () => {
      await using opened = await adapter.open();
      await using database = await openConsumerDatabase();
      const key = uuidv7();
      const consumer = await consume(opened.log, database.sql, {
        async apply(tx, events) {
          await apply(tx, events);
          if (events.some(({ data }) => data.name === 'nul')) throw new Error('bad \u0000 text');
        },
      });
      const broken = [
        { ...wire(key, 3), data: { name: 42 } },
        { ...wire('not a uuid', 1) },
        { ...wire(uuidv7(), 1), sequence: 'one' },
        { ...wire(key, 4), occurredAt: 'yesterday' },
        wire(key, 5, 'nul'),
      ];
      const unknown = { ...wire(key, 2), type: 'ledger.something-newer', data: {} };
      await opened.log.append([wire(key, 1), unknown, ...broken, wire(key, 6)]);
      await consumer.caughtUp();
      assert.deepEqual(await effects(database.sql), { [key]: [1, 6] });
      const letters = await listDeadLetters(database.sql, group);
      const ids = (events: readonly { id: string }[]) => events.map((event) => event.id).toSorted();
      assert.deepEqual(ids(letters.map((letter) => letter.event)), ids(broken));
      await consumer.stop();
    });

    test('two that believe to hold the same partitions change nothing twice', async () => {
      await using opened = await adapter.open({ batchSize: 3 });
      await using database = await openConsumerDatabase();
      const keys = Array.from({ length: 5 }, () => uuidv7());
      // Members of two groups of the log, but of one group in the database: neither knows of the other.
      const zombie: EventLog = {
        ...opened.log,
        subscribe: (name, topics, subscriber) =>
          opened.log.subscribe(`${name} zombie`, topics, subscriber),
      };
      const consumers = [
        await consume(opened.log, database.sql),
        await consume(zombie, database.sql),
      ];
      for (let round = 0; round < 10; round += 1) {
        await opened.log.append(keys.flatMap((key) => wires(key, round * 2 + 1, round * 2 + 2)));
      }
      await consumers[0]!.caughtUp();
      const expected = Object.fromEntries(keys.map((key) => [key, upTo(20)]));
      await Promise.all(consumers.map((consumer) => consumer.stop()));
      assert.deepEqual(await effects(database.sql), expected);
    });

    test('members of a group share the work and never double it', async () => {
      await using opened = await adapter.open({ batchSize: 5 });
      await using database = await openConsumerDatabase();
      const keys = Array.from({ length: 20 }, () => uuidv7());
      const busy = new Set<string>();
      const member = async (name: string) =>
        consume(await opened.again(), database.sql, {
          async apply(tx, events) {
            await apply(tx, events);
            busy.add(name);
          },
        });
      const members = [await member('one'), await member('two')];
      let sequence = 0;
      await eventually(async () => {
        sequence += 1;
        await opened.log.append(keys.map((key) => wire(key, sequence)));
        await members[0]!.caughtUp();
        return busy.size === 2;
      });
      await members[0]!.stop();
      sequence += 1;
      await opened.log.append(keys.map((key) => wire(key, sequence)));
      await members[1]!.caughtUp();
      await members[1]!.stop();
      const expected = Object.fromEntries(keys.map((key) => [key, upTo(sequence)]));
      assert.deepEqual(await effects(database.sql), expected);
    });

    test('a position that is set back is honoured while the consumer runs', async () => {
      await using opened = await adapter.open({ partitions: 1, batchSize: 2 });
      await using database = await openConsumerDatabase();
      const { sql } = database;
      const key = uuidv7();
      const consumer = await consume(opened.log, sql);
      await opened.log.append(wires(key, 1, 9));
      await consumer.caughtUp();
      await sql.begin(async (tx) => {
        await tx`UPDATE consumer_positions SET next_offset = 0`;
        await tx`DELETE FROM consumer_keys`;
        await tx`DELETE FROM effects`;
      });
      await opened.log.append([wire(key, 10)]);
      await consumer.caughtUp();
      assert.deepEqual(await effects(sql), { [key]: upTo(10) });
      await consumer.stop();
    });

    test('waiting to catch up can be given up', async () => {
      await using opened = await adapter.open();
      await using database = await openConsumerDatabase();
      const consumer = await consume(opened.log, database.sql);
      await consumer.stop();
      await opened.log.append([wire(uuidv7(), 1)]);
      const givenUp = new AbortController();
      const waiting = consumer.caughtUp(givenUp.signal);
      givenUp.abort(new Error('given up'));
      await assert.rejects(waiting, /given up/);
    });
  });
}
