import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { UnsupportedLogError } from './errors.ts';
import { checkLogUrl, openEventLog } from './open.ts';

const logger = pino({ level: 'silent' });

test('a scheme that nothing serves is refused with the names of those that are', async () => {
  for (const url of ['mqtt://user:secret@host/log', 'toString:', '__proto__:x', '', 'just words']) {
    await assert.rejects(openEventLog(url, { logger }), (error) => {
      assert.ok(error instanceof UnsupportedLogError);
      assert.equal(error.code, 'EVENT_LOG_UNSUPPORTED');
      assert.match(error.message, /postgres:.*memory:/);
      assert.doesNotMatch(error.message, /secret/);
      return true;
    });
  }
});

test('the scheme is read as URLs are, whatever its case', async () => {
  const log = await openEventLog('MEMORY:', { logger });
  await log.stop();
});

test('a log that cannot be reached says so at once', async () => {
  await assert.rejects(openEventLog('postgres://nobody@127.0.0.1:1/none', { logger }), {
    code: 'ECONNREFUSED',
  });
});

test('a URL can be checked before it is opened', () => {
  checkLogUrl('kafka://one:9092,two:9092?replication=2');
  checkLogUrl('postgres://somewhere/log');
  assert.throws(() => checkLogUrl('kafka://one?replication=none'), {
    code: 'EVENT_LOG_URL_INVALID',
  });
  for (const bad of [
    ':99999/log',
    ' b/log',
    '/log?sslmode=foo',
    ':%@h/log',
    '/log?sslrootcert=/none',
  ]) {
    assert.throws(
      () => checkLogUrl(`postgres://hunter2${bad}`),
      (error: Error) => {
        assert.equal(error.name, 'ConfigError', bad);
        assert.doesNotMatch(error.message, /hunter2/);
        return true;
      },
    );
  }
  assert.throws(() => checkLogUrl('postgres:'), { name: 'ConfigError' });
  assert.throws(() => checkLogUrl('mqtt://one'), { code: 'EVENT_LOG_UNSUPPORTED' });
});

test('no processes share what one has in memory', () => {
  for (const url of ['memory:', 'MEMORY:', 'memory://x']) {
    assert.throws(() => checkLogUrl(url), {
      code: 'EVENT_LOG_UNSUPPORTED',
      message: /"memory:"; use .*: postgres:, postgresql:, kafka:$/,
    });
  }
});
