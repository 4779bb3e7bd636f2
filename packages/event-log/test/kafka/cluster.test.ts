import { startKafkaCluster } from '@outlay/testkit/engines/kafka.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { topic } from '../fixtures.ts';
import { startLoad } from './load.ts';
import { operator, settingsOf } from './operator.ts';

test('a cluster of kafka loses one broker after the other under load, and no event', async () => {
  await using cluster = await startKafkaCluster(3);
  await using load = await startLoad(cluster.url);
  await load.caughtUp();
  {
    await using one = await operator(load.url);
    const name = one.prefix + topic;
    const { topics } = await one.admin.fetchTopicMetadata({ topics: [name] });
    for (const { replicas } of topics[0]!.partitions) assert.equal(replicas.length, 3);
    assert.equal((await settingsOf(one.admin, name))['min.insync.replicas'], '2');
  }
  for (const broker of cluster.brokers) {
    await broker.kill();
    // The two that are left go on.
    await load.caughtUp();
    await broker.start();
    await load.caughtUp();
  }
  await load.endsWell();
});
