import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Assignment, EventLog, LogRecord, Subscriber } from '../src/port.ts';
import {
  adapters,
  kafkaAdapter,
  readAll,
  sequencesByKey,
  topic,
  upTo,
  wire,
  wires,
} from './fixtures.ts';

/** A subscriber that keeps what it is given, and its positions, in memory. */
function collector(handle: Subscriber['handle'] = async () => undefined) {
  const records: LogRecord[] = [];
  const positions = new Map<number, bigint>();
  const subscriber: Subscriber = {
    startAt: async ({ partition }) => positions.get(partition) ?? 0n,
    async handle(assignment, batch) {
      await handle(assignment, batch);
      records.push(...batch);
      positions.set(assignment.partition, (batch.at(-1)?.offset ?? -1n) + 1n);
    },
  };
  return { records, positions, subscriber };
}

const events = (records: readonly LogRecord[]) => records.map((record) => record.event);

if (!adapters.includes(kafkaAdapter)) {
  test('an event log on kafka', { skip: 'this needs a Kafka: npm run test:engines' });
}

for (const adapter of adapters) {
  describe(`an event log on ${adapter.name}`, () => {
    test('keeps the order of each key, and numbers each partition without a gap', async () => {
      await using opened = await adapter.open();
      const keys = Array.from({ length: 12 }, () => uuidv7());
      for (let round = 0; round < 5; round += 1) {
        const batch = keys.flatMap((key) => wires(key, round * 3 + 1, round * 3 + 3));
        await opened.log.append(batch);
      }
      const records = await readAll(opened.log);
      const byKey = sequencesByKey(events(records));
      for (const key of keys) assert.deepEqual(byKey[key], upTo(15));
      const partitions = new Set(records.map((record) => record.partition));
      assert.ok(partitions.size > 1, 'keys spread over partitions');
      for (const partition of partitions) {
        const offsets = records.filter((one) => one.partition === partition).map((o) => o.offset);
        assert.deepEqual(
          offsets,
          offsets.map((_, index) => BigInt(index)),
        );
      }
      for (const key of keys) {
        const homes = records.filter((one) => one.event.key === key).map((one) => one.partition);
        assert.equal(new Set(homes).size, 1, 'one key, one partition');
      }
    });

    test('gives an event back as it was', async () => {
      await using opened = await adapter.open();
      const event = { ...wire(uuidv7(), 1, 'Café \u0000 "q" \\ 💶'), traceparent: '00-a-b-01' };
      await opened.log.append([event]);
      assert.deepEqual(events(await readAll(opened.log)), [event]);
    });

    test('reads from an offset, up to a limit, and nothing at the end', async () => {
      await using opened = await adapter.open({ partitions: 1 });
      await opened.log.append(wires(uuidv7(), 1, 10));
      const place: Assignment = { topic, partition: 0 };
      const sequences = async (from: bigint, limit: number) =>
        events(await opened.log.read(place, from, limit)).map((event) => event.sequence);
      assert.deepEqual(await sequences(3n, 2), ['4', '5']);
      assert.deepEqual(await sequences(8n, 100), ['9', '10']);
      assert.deepEqual(await sequences(10n, 100), []);
      assert.deepEqual(await opened.log.ends(topic), [{ partition: 0, end: 10n }]);
    });

    test('a topic nobody has written to is empty', async () => {
      await using opened = await adapter.open({ partitions: 3 });
      const ends = await opened.log.ends('never-written');
      assert.deepEqual(
        ends.map(({ partition, end }) => [partition, end]),
        [0, 1, 2].map((partition) => [partition, 0n]),
      );
    });

    test('a late joiner gets everything, one that comes back goes on where it was', async () => {
      await using opened = await adapter.open();
      const key = uuidv7();
      await opened.log.append(wires(key, 1, 3));
      const { records, subscriber } = collector();
      const first = await opened.log.subscribe('late', [topic], subscriber);
      await eventually(() => records.length === 3);
      await first.stop();
      await opened.log.append(wires(key, 4, 6));
      const second = await opened.log.subscribe('late', [topic], subscriber);
      await eventually(() => records.length === 6);
      await second.stop();
      assert.deepEqual(sequencesByKey(events(records)), { [key]: upTo(6) });
    });

    test('groups do not take from each other', async () => {
      await using opened = await adapter.open();
      const [one, other] = [collector(), collector()];
      await opened.log.subscribe('one', [topic], one.subscriber);
      await opened.log.subscribe('other', [topic], other.subscriber);
      await opened.log.append(Array.from({ length: 8 }, () => wire(uuidv7(), 1)));
      await eventually(() => one.records.length === 8 && other.records.length === 8);
    });

    test('hands the same records over again when handling them failed', async () => {
      await using opened = await adapter.open();
      const attempts: string[][] = [];
      const { records, subscriber } = collector(async (_assignment, batch) => {
        attempts.push(events(batch).map((event) => event.id));
        if (attempts.length <= 2) throw new Error('not yet');
      });
      await opened.log.append(wires(uuidv7(), 1, 3));
      await opened.log.subscribe('again', [topic], subscriber);
      await eventually(() => records.length === 3);
      assert.equal(attempts.length, 3);
      assert.deepEqual(attempts[1], attempts[0]);
      assert.deepEqual(attempts[2], attempts[0]);
    });

    test('a partition that fails does not hold up another', async () => {
      await using opened = await adapter.open();
      const keys = Array.from({ length: 12 }, () => uuidv7());
      const bad = keys[0] ?? '';
      const { records, subscriber } = collector(async (_assignment, batch) => {
        if (batch.some((record) => record.event.key === bad)) throw new Error('stuck');
      });
      await opened.log.append(keys.map((key) => wire(key, 1)));
      const all = await readAll(opened.log);
      const stuck = all.find((record) => record.event.key === bad)?.partition;
      const others = all.filter((record) => record.partition !== stuck);
      assert.ok(others.length > 0);
      await opened.log.subscribe('stuck', [topic], subscriber);
      await eventually(() => records.length === others.length);
    });

    test('stop waits for the batch in hand and hands out nothing after it', async () => {
      await using opened = await adapter.open({ partitions: 1, batchSize: 1 });
      const happened: string[] = [];
      const begun = Promise.withResolvers<void>();
      const mayEnd = Promise.withResolvers<void>();
      const { subscriber } = collector(async (_assignment, batch) => {
        happened.push(`begin ${batch[0]?.event.sequence}`);
        begun.resolve();
        await mayEnd.promise;
        happened.push(`end ${batch[0]?.event.sequence}`);
      });
      await opened.log.append(wires(uuidv7(), 1, 3));
      const subscription = await opened.log.subscribe('stopping', [topic], subscriber);
      await begun.promise;
      const stopped = subscription.stop().then(() => happened.push('stopped'));
      await new Promise(setImmediate);
      mayEnd.resolve();
      await stopped;
      assert.deepEqual(happened, ['begin 1', 'end 1', 'stopped']);
    });

    test('members of a group share its partitions, and one takes all when the other leaves', async () => {
      await using opened = await adapter.open();
      const logs: EventLog[] = [opened.log, await opened.again()];
      const owners: (number | undefined)[] = [];
      const members = logs.map((_log, index) =>
        collector(async ({ partition }) => {
          owners[partition] = index;
        }),
      );
      const key = () => uuidv7();
      const one = await opened.log.subscribe('shared', [topic], members[0]!.subscriber);
      await opened.log.append(Array.from({ length: 40 }, () => wire(key(), 1)));
      await eventually(() => members[0]!.records.length === 40);
      // The second starts where the first will have given partitions back, so they share positions.
      const second: Subscriber = {
        ...members[1]!.subscriber,
        startAt: members[0]!.subscriber.startAt,
      };
      const two = await logs[1]!.subscribe('shared', [topic], second);
      const shareOf = (index: number) => owners.filter((owner) => owner === index).length;
      await eventually(async () => {
        await opened.log.append(Array.from({ length: 20 }, () => wire(key(), 1)));
        await delay(20);
        return shareOf(0) === 2 && shareOf(1) === 2;
      });
      await one.stop();
      await eventually(async () => {
        await opened.log.append(Array.from({ length: 20 }, () => wire(key(), 1)));
        await delay(20);
        return shareOf(1) === 4;
      });
      await two.stop();
    });
  });
}
