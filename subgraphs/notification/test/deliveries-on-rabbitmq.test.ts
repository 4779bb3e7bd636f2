import { after, before, describe } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { testEngineUrl } from '@outlay/testkit/config.ts';
import type { Engine } from '@outlay/testkit/engines/engine.ts';
import { startRabbitmq } from '@outlay/testkit/engines/rabbitmq.ts';
import { deliveriesSurvive } from './delivery-faults.ts';

const skip = testEngineUrl('RABBITMQ') ? false : 'needs RabbitMQ: npm run test:engines';

/** RabbitMQ 3.10 forgets a queue that it declared less than half a second before it is killed. */
const registeredMs = 1_000;

describe('deliveries on rabbitmq', { skip }, () => {
  let broker: Engine;
  before(async () => {
    broker = await startRabbitmq();
  });
  after(() => broker?.discard());

  deliveriesSurvive(async () => ({
    url: broker.url,
    outage: async () => {
      await delay(registeredMs);
      await broker.kill();
      return broker.start;
    },
    patienceMs: 120_000,
    [Symbol.asyncDispose]: async () => {},
  }));
});
