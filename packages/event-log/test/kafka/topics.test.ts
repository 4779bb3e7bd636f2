import { uuidv7 } from '@outlay/events/uuidv7.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import pino from 'pino';
import { topicSettings } from '../../src/kafka-topic-safety.ts';
import { openEventLog } from '../../src/open.ts';
import { openSharedLog } from '../../src/open-shared.ts';
import {
  appendToKafkaTopic,
  kafkaUrl,
  logger,
  openAt,
  readAll,
  topic,
  upTo,
  wire,
  wires,
} from '../fixtures.ts';
import { operator, settingsOf } from './operator.ts';

test('many processes may make a topic in kafka at the same moment, and agree', async () => {
  const url = kafkaUrl();
  const logs = await Promise.all(
    upTo(5).map((partitions) => openEventLog(url, { logger, partitions })),
  );
  const key = uuidv7();
  await Promise.all(logs.map((log, index) => log.append([wire(key, index + 1)])));
  const counts = await Promise.all(logs.map(async (log) => (await log.ends(topic)).length));
  assert.equal(new Set(counts).size, 1, 'all agree on the number of partitions');
  assert.equal((await readAll(logs[0]!)).length, 5);
  const again = await openEventLog(`${url}&partitions=50`, { logger });
  assert.equal((await again.ends(topic)).length, counts[0], 'which stays as it was made');
  await Promise.all([...logs, again].map((log) => log.stop()));
});

test('a topic in kafka is made so that its events are kept', async () => {
  const url = kafkaUrl();
  await using _opened = await openAt(`${url}&partitions=3&replication=1`, { topics: [topic] });
  await using one = await operator(url);
  const name = one.prefix + topic;
  const settings = await settingsOf(one.admin, name);
  assert.deepEqual(
    ['cleanup.policy', 'retention.ms', 'retention.bytes', 'unclean.leader.election.enable'].map(
      (setting) => settings[setting],
    ),
    ['delete', '-1', '-1', 'false'],
  );
  const { topics } = await one.admin.fetchTopicMetadata({ topics: [name] });
  assert.equal(topics[0]?.partitions.length, 3);
});

const losing: [string, string][] = [
  ['retention.ms', '604800000'],
  ['retention.bytes', '1000000'],
  ['cleanup.policy', 'compact'],
];

for (const [name, value] of losing) {
  test(`a topic in kafka with ${name}=${value} is refused`, async () => {
    const url = kafkaUrl();
    await using one = await operator(url);
    const kept = { 'retention.ms': '-1', 'retention.bytes': '-1', 'cleanup.policy': 'delete' };
    const configEntries = Object.entries({ ...kept, [name]: value }).map(([name, value]) => ({
      name,
      value,
    }));
    await one.admin.createTopics({ topics: [{ topic: one.prefix + topic, configEntries }] });
    const refused = (error: Error & { code?: string }) => {
      assert.equal(error.code, 'EVENT_LOG_UNSAFE_TOPIC');
      assert.match(error.message, new RegExp(`--add-config ${name}=`));
      return true;
    };
    await assert.rejects(openEventLog(url, { logger, topics: [topic] }), refused);
    await assert.rejects(openSharedLog(url, { logger, topics: [topic] }), {
      name: 'ConfigError',
      message: /^EVENT_LOG_URL is not valid: The Kafka topic /,
    });
    await using opened = await openAt(url);
    const { log } = opened;
    await assert.rejects(log.append([wire(uuidv7(), 1)]), refused);
    const subscriber = { startAt: async () => 0n, handle: async () => undefined };
    await assert.rejects(log.subscribe('refused', [topic], subscriber), refused);
  });
}

const frail: [what: string, replication: number, settings: [string, string][], told: RegExp][] = [
  ['1 copy where 2 are asked for', 2, [], /: 1 of 2 copies are there, kafka-reassign-partitions/],
  [
    'one copy that has to confirm where 3 are asked for',
    3,
    [['min.insync.replicas', '1']],
    /1 of 3 copies.*; then kafka-configs\.sh .* --add-config min\.insync\.replicas=2$/,
  ],
  [
    'a leader that need not have all events',
    1,
    [['unclean.leader.election.enable', 'true']],
    /--add-config unclean\.leader\.election\.enable=false$/,
  ],
  [
    'less room than an event may take',
    1,
    [['max.message.bytes', '1000000']],
    /--add-config max\.message\.bytes=8388608$/,
  ],
];

for (const [what, replication, settings, told] of frail) {
  test(`a topic in kafka with ${what} is refused where a number is asked for`, async () => {
    const url = kafkaUrl();
    await using one = await operator(url);
    const made = topicSettings(1).map(({ name, value }) => ({
      name,
      value: new Map(settings).get(name) ?? value,
    }));
    const topics = [{ topic: one.prefix + topic, replicationFactor: 1, configEntries: made }];
    await one.admin.createTopics({ topics });
    await assert.rejects(
      openEventLog(`${url}&replication=${replication}`, { logger, topics: [topic] }),
      { code: 'EVENT_LOG_UNSAFE_TOPIC', message: told },
    );
    const said: string[] = [];
    const listening = pino({ level: 'warn' }, { write: (line: string) => void said.push(line) });
    const log = await openEventLog(url, { logger: listening, topics: [topic] });
    await log.stop();
    // Where none is, and one broker can hold no second copy, there is a warning of the rest.
    const warned = said.filter((line) => line.includes(one.prefix + topic));
    assert.equal(warned.length, replication > 1 ? 0 : 1, said.join(''));
  });
}

test('events that are gone from kafka are not passed over in silence', async () => {
  const url = kafkaUrl();
  await using opened = await openAt(`${url}&partitions=1`);
  const { log } = opened;
  await log.append(wires(uuidv7(), 1, 5));
  await using one = await operator(url);
  const name = one.prefix + topic;
  await one.admin.fetchTopicOffsets(name);
  await one.admin.deleteTopicRecords({
    topic: name,
    partitions: [{ partition: 0, offset: '3' }],
  });
  await assert.rejects(log.read({ topic, partition: 0 }, 0n, 10), {
    code: 'EVENT_LOG_EVENTS_LOST',
    message: /0 to 2 of ledger\/0/,
  });
  assert.equal((await log.read({ topic, partition: 0 }, 3n, 10)).length, 2);
  assert.deepEqual(await log.read({ topic, partition: 0 }, 99n, 10), []);
});

test('more than one request takes reaches kafka whole and in order', async () => {
  await using opened = await openAt(kafkaUrl(), { partitions: 2 });
  const [key, other] = [uuidv7(), uuidv7()];
  const large = (sequence: number) => wire(key, sequence, 'x'.repeat(300_000));
  const events = upTo(8).flatMap((sequence) => [large(sequence), wire(other, sequence)]);
  await opened.log.append([...events, wire(key, 9, 'y'.repeat(3_000_000))]);
  const records = await readAll(opened.log);
  const sequences = (wanted: string) =>
    records.filter(({ event }) => event.key === wanted).map(({ event }) => Number(event.sequence));
  assert.deepEqual([sequences(key), sequences(other)], [upTo(9), upTo(8)]);
});

test('something in kafka that is no event becomes a record that breaks every contract', async () => {
  const url = kafkaUrl();
  await using opened = await openAt(`${url}&partitions=1`, { topics: [topic] });
  await appendToKafkaTopic(url, ['not json', '42', null]);
  const records = await readAll(opened.log);
  assert.deepEqual(
    records.map(({ event }) => [event.key, event.data]),
    ['not json', '42', ''].map((text) => ['', { unreadable: text }]),
  );
});

test('a kafka that cannot be reached says so at once', async () => {
  await assert.rejects(openEventLog('kafka://127.0.0.1:1', { logger }), (error) => {
    assert.match(String(error), /ECONNREFUSED/);
    return true;
  });
});
