import type { Cluster } from 'kafkajs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KafkaClient } from './kafka-client.ts';
import { createKafkaMember } from './kafka-member.ts';

test('nobody is asked again about a group when kafka is away', async () => {
  const away = Object.assign(new Error('connect timed out'), { name: 'KafkaJSConnectionError' });
  const asked: string[] = [];
  const cluster = {
    findGroupCoordinator: () => Promise.reject(away),
    findControllerBroker: () => {
      asked.push('the controller');
      return Promise.reject(new Error('no controller'));
    },
  } as unknown as Cluster;
  const client: KafkaClient = { use: (work) => work(cluster), close() {} };
  const topics = { partitionsOf: async () => 1 };
  const member = createKafkaMember({ client, topics, prefix: '', group: 'one', subscribed: [] });
  await assert.rejects(member.find(1_000), away);
  assert.deepEqual(asked, []);
});
