import { categoryChanged } from '@outlay/events/ledger.ts';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { listDeadLetters, replayDeadLetter } from '../src/dead-letters.ts';
import { apply, consume, group, type TestConsumerOptions } from './consuming.ts';
import { adapters, effects, openConsumerDatabase, outage, upTo, wire, wires } from './fixtures.ts';

for (const adapter of adapters) {
  describe(`what fails in a consumer of the log on ${adapter.name}`, () => {
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

    test('what is missing from its own database costs no event, until it is there', async () => {
      await using opened = await adapter.open();
      await using database = await openConsumerDatabase();
      const key = uuidv7();
      const missing = [
        // A role that has no right to anything here.
        'SET LOCAL ROLE pg_monitor',
        'ALTER TABLE effects RENAME TO elsewhere',
        'ALTER TABLE effects RENAME COLUMN name TO elsewhere',
        'SET TRANSACTION READ ONLY',
      ];
      const codes: unknown[] = [];
      const consumer = await consume(opened.log, database.sql, {
        maxTries: 1,
        async apply(tx, events) {
          const statement = missing.shift();
          if (statement !== undefined) await tx.unsafe(statement);
          await apply(tx, events).catch((error: { code?: unknown }) => {
            codes.push(error.code);
            throw error;
          });
        },
      });
      await opened.log.append(wires(key, 1, 3));
      await consumer.caughtUp();
      assert.deepEqual(codes, ['42501', '42P01', '42703', '25006']);
      assert.deepEqual(await effects(database.sql), { [key]: upTo(3) });
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
      const replayWith = (how: TestConsumerOptions['apply']) =>
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
  });
}
