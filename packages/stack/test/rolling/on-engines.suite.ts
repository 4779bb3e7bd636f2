import { test } from 'node:test';
import { onEngines } from './ground.ts';
import { restartInTurn } from './restart.ts';

/**
 * Long, for a machine that runs three engines as well is late with everything, also with noticing that a
 * process isn't ready any more.
 */
const settings = { KEEP_ALIVE_MS: '8000', DRAIN_DELAY_MS: '10000', DRAIN_MS: '15000' };

test('a rolling restart on Kafka, Redis and RabbitMQ fails no request and loses no write', (t) =>
  restartInTurn(t, onEngines, settings));
