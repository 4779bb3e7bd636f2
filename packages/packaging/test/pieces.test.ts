import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints } from '../src/pieces.ts';

const secret = 'x'.repeat(32);
const database = { DATABASE_URL: 'postgres://ledger@postgres/ledger' };
const ledger = { ...database, EVENT_LOG_URL: 'kafka://kafka', GATEWAY_SECRET: secret };
const gateway = {
  AUTH_URL: 'http://auth:4001',
  USER_URL: 'http://user:4002',
  LEDGER_URL: 'http://ledger:4003',
  REPORTING_URL: 'http://reporting:4004',
  NOTIFICATION_URL: 'http://notification:4005',
  JWKS_URL: 'http://auth:4001/.well-known/jwks.json',
  GATEWAY_SECRET: secret,
};

test('an environment is held against what the piece would say of it', () => {
  assert.deepEqual(complaints('ledger', { ...ledger, OTEL_SERVICE_NAME: 'x' }), []);
  assert.deepEqual(complaints('ledger', database, 'migrate'), []);
  assert.deepEqual(complaints('ledger', { ...ledger, MASTER_KEY: secret, PORT: 'often' }), [
    'ledger does not read MASTER_KEY',
    'ledger: PORT is not valid: the port to listen on, 0 for any that is free; a number',
  ]);
  assert.deepEqual(complaints('ledger', { ...database, MIGRATE: 'on' }, 'migrate'), [
    'ledger does not read MIGRATE',
  ]);
});

test('a rule over several variables counts as well', () => {
  assert.deepEqual(complaints('gateway', gateway), []);
  const [complaint, ...more] = complaints('gateway', { ...gateway, CONCURRENCY_INITIAL: '7' });
  assert.match(complaint ?? '', /^gateway: CONCURRENCY_MIN, CONCURRENCY_INITIAL and /);
  assert.deepEqual(more, []);
});
