import { kafkaVersions, startKafka } from '@outlay/testkit/engines/kafka.ts';
import { test } from 'node:test';
import { startLoad } from './load.ts';

for (const version of Object.values(kafkaVersions)) {
  test(`kafka ${version} is killed, frozen and stopped under load: nothing is lost or doubled`, async () => {
    await using kafka = await startKafka({ version });
    await using load = await startLoad(kafka.url);
    await load.caughtUp();
    await kafka.kill();
    await load.noticed();
    await kafka.start();
    await load.caughtUp();
    kafka.pause();
    await load.noticed();
    kafka.resume();
    await load.caughtUp();
    await kafka.stop();
    await load.noticed();
    await kafka.start();
    await load.endsWell();
  });
}
