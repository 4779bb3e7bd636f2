import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer } from '../../src/consumer.ts';
import type { EventLog } from '../../src/port.ts';
import { apply, applyAs, consume } from '../consuming.ts';
import { effects, kafkaAdapter, openConsumerDatabase, upTo, wire, wires } from '../fixtures.ts';

/** Sees when a partition is with two members at once. */
function overlapWatch() {
  const busy = new Set<number>();
  const overlaps: number[] = [];
  const watched = (log: EventLog): EventLog => ({
    ...log,
    subscribe: (group, topics, subscriber) =>
      log.subscribe(group, topics, {
        ...subscriber,
        async handle(assignment, records) {
          if (busy.has(assignment.partition)) overlaps.push(assignment.partition);
          busy.add(assignment.partition);
          try {
            await subscriber.handle(assignment, records);
          } finally {
            busy.delete(assignment.partition);
          }
        },
      }),
  });
  return { overlaps, watched };
}

test('members of a kafka group come and go under load: nothing is skipped, doubled or with two', async () => {
  await using opened = await kafkaAdapter.open({ partitions: 6, batchSize: 7 });
  await using database = await openConsumerDatabase();
  const { overlaps, watched } = overlapWatch();
  const keys = Array.from({ length: 12 }, () => uuidv7());
  const member = async (name: string): Promise<Consumer> =>
    consume(watched(await opened.again()), database.sql, { apply: applyAs(name) });
  const writing = new AbortController();
  let rounds = 0;
  const write = async (): Promise<void> => {
    while (!writing.signal.aborted) {
      rounds += 1;
      await opened.log.append(keys.map((key) => wire(key, rounds)));
      await delay(5);
    }
  };
  const writer = write();
  const names = async (): Promise<string[]> => {
    const rows = await database.sql<{ member: string }[]>`SELECT DISTINCT member FROM effects`;
    return rows.map((row) => row.member);
  };
  const worked = (name: string) =>
    eventually(async () => (await names()).includes(name), { timeoutMs: 60_000 });

  const one = await member('one');
  await worked('one');
  const two = await member('two');
  const three = await member('three');
  await worked('two');
  await worked('three');
  await one.stop();
  const four = await member('four');
  await worked('four');
  await Promise.all([two.stop(), three.stop()]);
  const five = await member('five');
  await worked('five');
  writing.abort();
  await writer;
  await four.caughtUp();
  await Promise.all([four.stop(), five.stop()]);
  assert.deepEqual(
    await effects(database.sql),
    Object.fromEntries(keys.map((key) => [key, upTo(rounds)])),
  );
  assert.deepEqual(overlaps, []);
});

test('a batch that takes longer than a session of kafka stays with the member that has it', async () => {
  await using opened = await kafkaAdapter.open({ partitions: 1 });
  await using database = await openConsumerDatabase();
  const { overlaps, watched } = overlapWatch();
  const key = uuidv7();
  let calls = 0;
  const slow: typeof apply = async (tx, events) => {
    calls += 1;
    await apply(tx, events);
    if (events.some((event) => event.sequence === 2n)) await delay(12_000);
  };
  const members = [
    await consume(watched(opened.log), database.sql, { apply: slow }),
    await consume(watched(await opened.again()), database.sql, { apply: slow }),
  ];
  // Time for both to join, so that the group is at rest when the long batch begins.
  await opened.log.append(wires(key, 1, 1));
  await members[0]!.caughtUp();
  await delay(3_000);
  await opened.log.append(wires(key, 2, 3));
  await members[0]!.caughtUp();
  assert.equal(calls, 2);
  assert.deepEqual(overlaps, []);
  assert.deepEqual(await effects(database.sql), { [key]: upTo(3) });
  await Promise.all(members.map((member) => member.stop()));
});

test('a kafka group does not wait for a batch for ever, and its effect still happens once', async () => {
  await using opened = await kafkaAdapter.open({ partitions: 2 });
  await using database = await openConsumerDatabase();
  const keys = Array.from({ length: 6 }, () => uuidv7());
  const begun = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  let held = false;
  const slow = await consume(opened.log, database.sql, {
    async apply(tx, events) {
      await applyAs('slow')(tx, events);
      if (held) return;
      held = true;
      begun.resolve();
      await mayEnd.promise;
    },
  });
  await opened.log.append(keys.flatMap((key) => wires(key, 1, 4)));
  await begun.promise;
  const other = await consume(await opened.again(), database.sql, { apply: applyAs('other') });
  // The other gets the partitions though the batch is still in hand, and waits for its position.
  await eventually(
    async () => {
      const waiting = await database.sql`
        SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      return waiting.length > 0;
    },
    { timeoutMs: 60_000 },
  );
  mayEnd.resolve();
  await other.caughtUp();
  await opened.log.append(keys.flatMap((key) => wires(key, 5, 6)));
  await other.caughtUp();
  assert.deepEqual(
    await effects(database.sql),
    Object.fromEntries(keys.map((key) => [key, upTo(6)])),
  );
  await Promise.all([slow.stop(), other.stop()]);
});
