import assert from 'node:assert/strict';
import { test } from 'node:test';
import { misspellings } from './misspelled.ts';

const settings = [
  'HOST',
  'PORT',
  'LOG_LEVEL',
  'MIGRATE',
  'CONCURRENCY_MAX',
  'CORS_ORIGINS',
  'DRAIN_MS',
  'DRAIN_DELAY_MS',
  'LEDGER_URL',
  'LEDGER_TIMEOUT_MS',
  'USER_URL',
];

const meant = (...names: string[]) =>
  misspellings(settings, Object.fromEntries(names.map((name) => [name, 'x']))).map(
    ({ given, meant }) => `${given} → ${meant}`,
  );

test('what is a letter or two away, or lacks its end, is told with what it is meant for', () => {
  assert.deepEqual(
    meant('CONCURENCY_MAX', 'CORS_ORIGIN', 'LEDGER_TIMEOUT', 'LOGLEVEL', 'MIGRAT', 'DRAIN_DELAYS'),
    [
      'CONCURENCY_MAX → CONCURRENCY_MAX',
      'CORS_ORIGIN → CORS_ORIGINS',
      'LEDGER_TIMEOUT → LEDGER_TIMEOUT_MS',
      'LOGLEVEL → LOG_LEVEL',
      'MIGRAT → MIGRATE',
      'DRAIN_DELAYS → DRAIN_DELAY_MS',
    ],
  );
});

test('what is of a shell, of npm or of Kubernetes is nobody’s misspelling', () => {
  const ordinary = `
    HOME HOSTNAME HOSTTYPE PATH PWD USER TERM SHLVL LANG TZ _ npm_config_loglevel
    npm_package_name NODE_ENV NODE_OPTIONS DEBUG CI KUBERNETES_SERVICE_HOST KUBERNETES_PORT
    KUBERNETES_PORT_443_TCP_PROTO LEDGER_SERVICE_HOST LEDGER_SERVICE_PORT
    LEDGER_SERVICE_PORT_HTTP LEDGER_PORT LEDGER_PORT_4003_TCP LEDGER_PORT_4003_TCP_ADDR
    USER_PORT OUTLAY_USER_PORT OTEL_EXPORTER_OTLP_ENDPOINT DRAIN LOG
  `;
  assert.deepEqual(meant(...ordinary.trim().split(/\s+/)), []);
});

test('a setting that is given, and a variable that is empty, are left alone', () => {
  assert.deepEqual(meant('LEDGER_TIMEOUT', 'LEDGER_TIMEOUT_MS'), []);
  assert.deepEqual(misspellings(settings, { LEDGER_TIMEOUT: '' }), []);
});
