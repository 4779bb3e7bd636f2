import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { EventsLostError } from '../../src/errors.ts';
import { lostRecords } from '../../src/metrics.ts';
import { openEventLog } from '../../src/open.ts';
import { consume } from '../consuming.ts';
import {
  effects,
  kafkaUrl,
  openAt,
  openConsumerDatabase,
  topic,
  upTo,
  wires,
} from '../fixtures.ts';
import { operator } from './operator.ts';

test('a topic in kafka that is begun anew under a member is told, and nothing of it is skipped', async () => {
  const url = kafkaUrl();
  await using database = await openConsumerDatabase();
  const told: string[] = [];
  const listening = pino({}, { write: (line: string) => void told.push(line) });
  const isTold = (text: string) =>
    eventually(() => told.some((line) => line.includes(text)), { timeoutMs: 60_000 });
  const lost = async () => {
    const { values } = await lostRecords.get();
    return values.find(({ labels }) => labels.group === group)?.value;
  };
  const group = 'begun anew';
  const log = await openEventLog(url, { logger: listening, partitions: 1 });
  const [before, after] = [uuidv7(), uuidv7()];
  const consumer = await consume(log, database.sql, { group });
  await using _ending = {
    async [Symbol.asyncDispose]() {
      await consumer.stop();
      await log.stop();
    },
  };
  await log.append(wires(before, 1, 10));
  await consumer.caughtUp();
  assert.equal(await lost(), 0);

  await using one = await operator(url);
  await one.admin.deleteTopics({ topics: [one.prefix + topic] });
  await eventually(async () => {
    await using opened = await openAt(url, { partitions: 1, topics: [topic] });
    return (await opened.log.ends(topic)).every(({ end }) => end === 0n);
  });
  await using anew = await openAt(url, { partitions: 1 });
  await anew.log.append(wires(after, 1, 3));
  await isTold(`${topic}/0 was begun anew, or cut, after 10 events of it were consumed`);
  assert.equal(await lost(), 7);
  await assert.rejects(consumer.caughtUp(), EventsLostError);
  await anew.log.append(wires(after, 4, 20));
  await isTold('the log has 20.');
  assert.deepEqual(await effects(database.sql), { [before]: upTo(10) });

  await database.sql`UPDATE consumer_positions SET next_offset = 0`;
  await consumer.caughtUp();
  assert.deepEqual(await effects(database.sql), { [before]: upTo(10), [after]: upTo(20) });
});
