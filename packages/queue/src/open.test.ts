import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { checkQueueUrl, openQueue } from './open.ts';

const logger = pino({ level: 'silent' });

test('refuses what no adapter speaks, naming what is spoken and not the URL', async () => {
  for (const url of ['kafka://user:hunter2@host', 'constructor:x', 'no url at all hunter2', '']) {
    assert.throws(() => checkQueueUrl(url), { code: 'QUEUE_UNSUPPORTED' });
    await assert.rejects(openQueue(url, { logger }), (error: Error & { code?: unknown }) => {
      assert.equal(error.code, 'QUEUE_UNSUPPORTED');
      assert.match(error.message, /amqp:/);
      assert.doesNotMatch(error.message, /hunter2/);
      return true;
    });
  }
});

test('each memory: is a queue of its own, and the scheme may be in capitals', async () => {
  for (const url of ['memory:', 'MEMORY:']) await (await openQueue(url, { logger })).stop();
});

test('a queue that must outlive its process is none in memory', () => {
  for (const url of ['memory:', 'MEMORY:x']) {
    assert.throws(() => checkQueueUrl(url), {
      code: 'QUEUE_UNSUPPORTED',
      message: /"memory:"; use .*: postgres:, postgresql:, amqp:, amqps:$/,
    });
  }
});

test('a URL that its adapter can’t read is refused before it is opened', () => {
  for (const url of ['amqp://somewhere', 'amqps://u:p@somewhere:5671/vhost', 'postgres://h/q']) {
    checkQueueUrl(url);
  }
  for (const bad of ['amqp:', 'amqp://hunter2:99999', 'amqps://hunter2?cacertfile=/none.pem']) {
    assert.throws(() => checkQueueUrl(bad), {
      code: 'QUEUE_URL_INVALID',
      message: /^(?!.*hunter2)/,
    });
  }
  assert.throws(() => checkQueueUrl('postgres://h/q?sslmode=foo'), { name: 'ConfigError' });
});
