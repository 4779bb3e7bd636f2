import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from './config.ts';
import { defaultSenderLimits } from './guards/sender-limits.ts';
import { defaultResilience } from './sources/resilient.ts';

const needed = {
  AUTH_URL: 'http://auth:4001',
  USER_URL: 'http://user:4002/',
  LEDGER_URL: 'http://ledger:4003',
  REPORTING_URL: 'http://reporting:4004',
  NOTIFICATION_URL: 'http://notification:4005',
  GATEWAY_SECRET: 'x'.repeat(32),
  JWKS_URL: 'http://auth:4001/.well-known/jwks.json',
};

test('what is needed is enough', () => {
  const { gateway, subgraphs } = readConfig(needed);
  assert.deepEqual(
    subgraphs.map(({ name, url }) => `${name} ${url}`),
    [
      'auth http://auth:4001',
      'user http://user:4002',
      'ledger http://ledger:4003',
      'reporting http://reporting:4004',
      'notification http://notification:4005',
    ],
  );
  assert.equal(gateway.jwks.href, needed.JWKS_URL);
  assert.deepEqual([gateway.host, gateway.port, gateway.graphiql], ['127.0.0.1', 4000, true]);
  assert.deepEqual([gateway.corsOrigins, gateway.limits.depth], [[], 12]);
  assert.deepEqual([gateway.limits, gateway.limitsBySender], [defaultSenderLimits, {}]);
});

test('what is given is taken', () => {
  const { gateway, subgraphs, LOG_LEVEL } = readConfig({
    ...needed,
    GRAPHIQL: 'off',
    INTROSPECTION: 'off',
    CORS_ORIGINS: 'https://a.example, https://b.example',
    TRUSTED_PROXIES: '10.0.0.0/8',
    LIMIT_DEPTH: '5',
    LIMITS_BY_SENDER: '{"nobody":{"depth":3},"trusted":{"pointsPerMinute":100000}}',
    LEDGER_TIMEOUT_MS: '1234',
    LEDGER_URL: 'ws://ledger:4003/',
    USER_URL: 'wss://user',
    AUTH_CONCURRENCY: '7',
    AUTH_QUEUE: '0',
    LOG_LEVEL: 'warn',
  });
  assert.deepEqual([gateway.graphiql, gateway.introspection, LOG_LEVEL], [false, false, 'warn']);
  const urls = subgraphs.map(({ url }) => url).slice(0, 3);
  assert.deepEqual(urls, [needed.AUTH_URL, 'wss://user', 'ws://ledger:4003']);
  assert.deepEqual(gateway.corsOrigins, ['https://a.example', 'https://b.example']);
  assert.deepEqual([gateway.trustedProxies, gateway.limits.depth], [['10.0.0.0/8'], 5]);
  const bySender = { nobody: { depth: 3 }, trusted: { pointsPerMinute: 100_000 } };
  assert.deepEqual(gateway.limitsBySender, bySender);
  const { ledger, auth, user } = gateway.resilience;
  assert.equal(ledger?.timeoutMs, 1234);
  assert.deepEqual([auth?.concurrency, auth?.queue, auth?.timeoutMs], [7, 0, 5_000]);
  assert.deepEqual(user, { ...defaultResilience, timeoutMs: 5_000 });
});

test('what is missing or wrong is named, without its value', () => {
  for (const [name, value] of [
    ['GATEWAY_SECRET', 'too short'],
    ['LEDGER_URL', undefined],
    ['LEDGER_URL', 'ftp://ledger'],
    ['LEDGER_URL', 'http://ledger:4003/graphql'],
    ['LEDGER_URL', 'http://user:word@ledger:4003'],
    ['LEDGER_URL', 'ws://ledger:4003?x=1'],
    ['LEDGER_URL', 'ws://ledger:4003/#f'],
    ['PORT', '70000'],
    ['PORT', '0x1F'],
    ['LIMIT_DEPTH', '0b11'],
    ['USER_QUEUE', '1e3'],
    ['GRAPHIQL', 'perhaps'],
    ['LIMIT_TOKENS', '-8'],
    ['USER_QUEUE', '-1'],
    ['DOCUMENTS', 'some'],
    ['LEDGER_TIMEOUT_MS', '2147483648'],
    ['DRAIN_MS', '2147483648'],
    ['BODY_LIMIT_BYTES', '4194304'],
    ['SOCKET_INIT_MS', '2147483648'],
    ['SOCKET_PING_MS', '2147483648'],
    ['CORS_ORIGINS', '*'],
    ['CORS_ORIGINS', 'https://app.example/'],
    ['TRUSTED_PROXIES', 'proxy.example'],
    ['TRUSTED_PROXIES', '10.0.0.0/8, 10.1.0.0/99'],
    ['LIMITS_BY_SENDER', 'depth=7'],
    ['LIMITS_BY_SENDER', '{"stranger":{}}'],
    ['LIMITS_BY_SENDER', '{"nobody":{"dept":7}}'],
    ['LIMITS_BY_SENDER', '{"nobody":{"depth":0}}'],
  ] as const) {
    assert.throws(
      () => readConfig({ ...needed, [name]: value }),
      (error: Error) => error.message.startsWith(name) && !error.message.includes(value ?? '!'),
    );
  }
});

test('bounds of what runs at once that can’t be kept together are named', () => {
  for (const given of [
    { CONCURRENCY_MIN: '100', CONCURRENCY_INITIAL: '100', CONCURRENCY_MAX: '20' },
    { CONCURRENCY_INITIAL: '7' },
    { CONCURRENCY_MAX: '7' },
  ]) {
    assert.throws(() => readConfig({ ...needed, ...given }), {
      name: 'ConfigError',
      message:
        'CONCURRENCY_MIN, CONCURRENCY_INITIAL and CONCURRENCY_MAX must not be less than the one before; where not given the first is 8 and the last 1000',
    });
  }
  for (const [given, initial] of [
    [{}, 50],
    [{ CONCURRENCY_MAX: '20' }, 20],
    [{ CONCURRENCY_MIN: '60' }, 60],
  ] as const) {
    assert.equal(readConfig({ ...needed, ...given }).gateway.load.initial, initial);
  }
  const one = { CONCURRENCY_MIN: '1', CONCURRENCY_INITIAL: '1', CONCURRENCY_MAX: '1' };
  assert.equal(readConfig({ ...needed, ...one }).gateway.load.max, 1);
});
