import { categoryChanged } from '@outlay/events/ledger.ts';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listDeadLetters } from '../src/dead-letters.ts';
import { replay } from '../src/replay.ts';
import { consume, group } from './consuming.ts';
import { adapters, effects, openConsumerDatabase, topic, wire } from './fixtures.ts';

/** As deep as JSON.parse reads and JSON.stringify doesn't write; PostgreSQL's own bound is a little above. */
const levels = 5_500;
const bomb = '['.repeat(levels) + ']'.repeat(levels);

for (const adapter of adapters.filter(({ name }) => name !== 'memory')) {
  test(`what in the log on ${adapter.name} can be no event becomes a dead letter, whole and at once`, async () => {
    await using opened = await adapter.open({ partitions: 1 });
    await using database = await openConsumerDatabase();
    const key = uuidv7();
    const texts = [
      '42',
      bomb,
      JSON.stringify({ ...wire(key, 2), data: { name: 42, bomb: 0 } }).replace('0}', `${bomb}}`),
      JSON.stringify({ ...wire(key, 2), key: { toString: null } }),
      JSON.stringify({ ...wire(key, 2), id: { toString: null }, sequence: 'two' }),
    ];
    await opened.log.append([wire(key, 1)]);
    await opened.appendTexts?.(texts);
    await opened.log.append([wire(key, 2)]);
    const consumer = await consume(opened.log, database.sql);
    await consumer.caughtUp();
    await consumer.stop();
    assert.deepEqual(await effects(database.sql), { [key]: [1, 2] });
    const letters = await listDeadLetters(database.sql, group);
    assert.deepEqual(
      letters.map(({ event, tries }) => [event.data, tries]),
      texts.map((unreadable) => [{ unreadable }, 1]),
    );
    const broken: bigint[] = [];
    await replay({
      log: opened.log,
      topics: [topic],
      contracts: [categoryChanged],
      onEvents: async () => {},
      onBroken: ({ offset }) => void broken.push(offset),
    });
    assert.deepEqual(broken.map(Number), [1, 2, 3, 4, 5]);
  });
}
