import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KafkaClient } from './kafka-client.ts';
import { createKafkaReader } from './kafka-reader.ts';
import type { LogRecord } from './port.ts';

test('what is kept ahead is given up when the partition is shorter than it was', async () => {
  const asking: KafkaClient = { use: () => Promise.reject(new Error('asked')), close() {} };
  const place = { topic: 'ledger', partition: 0 };
  const event = {} as LogRecord['event'];
  const kept = [7n, 8n, 9n].map((offset): LogRecord => ({ ...place, offset, event }));
  const reader = createKafkaReader(asking, '');
  reader.offer(place, kept, 10n);
  assert.deepEqual(await reader.read(place, 7n, 1), kept.slice(0, 1));
  reader.offer(place, [], 3n);
  await assert.rejects(reader.read(place, 8n, 1), /asked/);
});
