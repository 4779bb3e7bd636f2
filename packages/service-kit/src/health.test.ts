import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkHealth } from './health.ts';

test('is ready when every check is', async () => {
  assert.deepEqual(await checkHealth({}), { ready: true, problems: [] });
  const checks = { database: async () => [], log: async () => undefined };
  assert.deepEqual(await checkHealth(checks), { ready: true, problems: [] });
});

test('a check that throws, rejects or comes late is a problem by its name, and by nothing more', async () => {
  const secret = new Error('connect postgres://ana:hunter2@db');
  const health = await checkHealth(
    {
      good: async () => true,
      throws: () => {
        throw secret;
      },
      rejects: () => Promise.reject(secret),
      late: () => new Promise(() => {}),
    },
    20,
  );
  assert.deepEqual(health, { ready: false, problems: ['throws', 'rejects', 'late'] });
});

test('a check that fails after its time is over disturbs nobody', async () => {
  const { promise, reject } = Promise.withResolvers<void>();
  assert.deepEqual((await checkHealth({ slow: () => promise }, 5)).problems, ['slow']);
  reject(new Error('in the end'));
  await new Promise(setImmediate);
});
