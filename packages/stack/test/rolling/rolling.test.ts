import { test } from 'node:test';
import { onPostgres } from './ground.ts';
import { restartInTurn } from './restart.ts';

const settings = { KEEP_ALIVE_MS: '4000', DRAIN_DELAY_MS: '5000', DRAIN_MS: '5000' };

test('a rolling restart of every piece fails no request and loses no write', (t) =>
  restartInTurn(t, onPostgres, settings));
