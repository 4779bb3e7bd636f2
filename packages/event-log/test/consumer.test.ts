import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EventLog } from '../src/port.ts';
import { apply, consume } from './consuming.ts';
import {
  adapters,
  effects,
  openConsumerDatabase,
  sequencesByKey,
  upTo,
  wire,
  wires,
} from './fixtures.ts';

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
