import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { CacheUrlError } from './errors.ts';
import { openCache } from './open.ts';

const logger = pino({ level: 'silent' });

test('each memory is another one', async () => {
  const [one, other] = [
    await openCache('memory:', { logger }),
    await openCache('memory:', { logger }),
  ];
  await one.set('key', 'value', 60_000);
  assert.deepEqual([await one.get('key'), await other.get('key')], ['value', null]);
  assert.deepEqual([one.shared, one.available()], [false, true]);
});

test('a scheme that nobody speaks is refused with those that are, and no password is repeated', async () => {
  for (const url of ['memcached://u:secret@host', 'constructor://secret', 'secret', '']) {
    await assert.rejects(openCache(url, { logger }), (error) => {
      assert.ok(error instanceof CacheUrlError);
      assert.match(error.message, /memory:, redis:, rediss:/);
      assert.ok(!error.message.includes('secret'));
      return true;
    });
  }
});
