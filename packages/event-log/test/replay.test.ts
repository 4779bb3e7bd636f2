import { EventContractError } from '@outlay/events/contract.ts';
import { categoryChanged } from '@outlay/events/ledger.ts';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { EventsLostError } from '../src/errors.ts';
import type { EventLog } from '../src/port.ts';
import { positionsOf } from '../src/positions.ts';
import { replay, type ReplayOptions } from '../src/replay.ts';
import { consume, group } from './consuming.ts';
import {
  adapters,
  effects,
  openConsumerDatabase,
  sequencesByKey,
  topic,
  upTo,
  wire,
  wires,
} from './fixtures.ts';

type Options = ReplayOptions<typeof categoryChanged>;

/** Replays into a list. */
async function replayed(options: Pick<Options, 'log'> & Partial<Options>) {
  const events: { key: string; sequence: string }[] = [];
  const state = await replay({
    topics: [topic],
    contracts: [categoryChanged],
    onEvents: async (batch) => {
      for (const { key, sequence } of batch) events.push({ key, sequence: `${sequence}` });
    },
    batchSize: 4,
    ...options,
  });
  return { state, byKey: sequencesByKey(events) };
}

for (const adapter of adapters) {
  describe(`a replay of the log on ${adapter.name}`, () => {
    test('gives every event once and in order, whatever was doubled', async () => {
      await using opened = await adapter.open();
      const keys = Array.from({ length: 5 }, () => uuidv7());
      const batch = keys.flatMap((key) => wires(key, 1, 6));
      await opened.log.append(batch);
      await opened.log.append(batch.slice(10));
      await opened.log.append(keys.map((key) => wire(key, 7)));
      const { byKey } = await replayed({ log: opened.log });
      assert.deepEqual(byKey, Object.fromEntries(keys.map((key) => [key, upTo(7)])));
    });

    test('goes on from where an earlier one stopped', async () => {
      await using opened = await adapter.open();
      const key = uuidv7();
      const first = wires(key, 1, 5);
      await opened.log.append(first);
      const { state } = await replayed({ log: opened.log });
      await opened.log.append([...first.slice(3), ...wires(key, 6, 9)]);
      const { byKey } = await replayed({ log: opened.log, from: state });
      assert.deepEqual(byKey, { [key]: [6, 7, 8, 9] });
      const until = state.positions.map((place) => ({ ...place, offset: 0n }));
      await assert.rejects(replayed({ log: opened.log, from: state, until }), RangeError);
    });

    test('a log that lacks what is asked for is refused before anything is handed over', async () => {
      await using opened = await adapter.open();
      const key = uuidv7();
      await opened.log.append(wires(key, 1, 5));
      const ends = await opened.log.ends(topic);
      const until = ends.map(({ partition, end }) => ({ topic, partition, offset: end }));
      const further = until.map((place) => ({ ...place, offset: place.offset + 1n }));
      let handed = 0;
      const onEvents: Options['onEvents'] = async (events) => void (handed += events.length);
      await assert.rejects(
        replayed({ log: opened.log, until: further, onEvents }),
        /EventsLostError.*EVENT_LOG_URL/,
      );
      assert.equal(handed, 0);
      // Its ends promise what can't be read, as those of a topic that lost its beginning do.
      for (const lacks of [(offset: bigint) => offset >= 3n, (offset: bigint) => offset < 2n]) {
        const log: EventLog = {
          ...opened.log,
          read: async (...place) =>
            (await opened.log.read(...place)).filter((record) => !lacks(record.offset)),
        };
        await assert.rejects(replayed({ log, until }), EventsLostError);
      }
    });

    test('a broken event stops it, unless somebody takes note of it', async () => {
      await using opened = await adapter.open();
      const key = uuidv7();
      const broken = [{ ...wire(key, 2), data: {} }, { ...wire('no uuid', 1) }];
      await opened.log.append([wire(key, 1), ...broken, wire(key, 3)]);
      await assert.rejects(replayed({ log: opened.log }), EventContractError);
      const noted: string[] = [];
      const { byKey } = await replayed({
        log: opened.log,
        onBroken: (record) => noted.push(record.event.id),
      });
      assert.deepEqual(byKey, { [key]: [1, 3] });
      assert.deepEqual(noted.toSorted(), broken.map((event) => event.id).toSorted());
    });

    test('rebuilds beside a live consumer and takes over at exactly its position', async () => {
      await using opened = await adapter.open({ batchSize: 3 });
      await using database = await openConsumerDatabase();
      const { log } = opened;
      const { sql } = database;
      const keys = Array.from({ length: 4 }, () => uuidv7());
      const consumer = await consume(log, sql);
      // What has no position yet can't be locked.
      const partitions = (await log.ends(topic)).length;
      await eventually(async () => (await positionsOf(sql, group, [topic])).length === partitions);
      const rounds = 60;
      const begun = Promise.withResolvers<void>();
      const write = async (): Promise<void> => {
        for (let round = 1; round <= rounds; round += 1) {
          await log.append(keys.map((key) => wire(key, round)));
          await new Promise(setImmediate);
          if (round === 10) begun.resolve();
        }
      };
      const writer = write();
      await begun.promise;

      await sql`CREATE TABLE rebuilt (place bigserial PRIMARY KEY, key uuid, sequence bigint, name text, member text)`;
      const into = (db: typeof sql | Parameters<Parameters<typeof sql.begin>[1]>[0]) => ({
        log,
        topics: [topic],
        contracts: [categoryChanged],
        onEvents: async (events: readonly { key: string; sequence: bigint }[]) => {
          for (const { key, sequence } of events) {
            await db`INSERT INTO rebuilt (key, sequence) VALUES (${key}, ${sequence.toString()})`;
          }
        },
      });
      const state = await replay({ ...into(sql), until: await positionsOf(sql, group, [topic]) });
      const [before, after] = await sql.begin(async (tx) => {
        const until = await positionsOf(tx, group, [topic], true);
        await replay({ ...into(tx), from: state, until });
        const live = await tx`SELECT key, sequence FROM effects ORDER BY key, sequence`;
        const rebuilt = await tx`SELECT key, sequence FROM rebuilt ORDER BY key, sequence`;
        await tx`DROP TABLE effects`;
        await tx`ALTER TABLE rebuilt RENAME TO effects`;
        return [live, rebuilt];
      });
      assert.deepEqual([...(after ?? [])], [...(before ?? [])]);
      await writer;
      await consumer.caughtUp();
      const sorted = Object.entries(await effects(sql)).map(([key, sequences]) => [
        key,
        sequences.toSorted((one, other) => one - other),
      ]);
      const expected = Object.fromEntries(keys.map((key) => [key, upTo(rounds)]));
      assert.deepEqual(Object.fromEntries(sorted), expected);
      await consumer.stop();
    });
  });
}
