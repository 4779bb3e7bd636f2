import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkHost } from '../src/host-check.ts';

test('an address or a name of this machine can be listened on', async () => {
  for (const host of ['127.0.0.1', 'localhost', '0.0.0.0']) await checkHost(host);
});

test('a name that is none, and an address of another machine, are refused without repeating them', async () => {
  // 192.0.2.1 is kept for documentation (RFC 5737), so no machine has it.
  for (const host of ['nowhere.invalid', '192.0.2.1']) {
    await assert.rejects(checkHost(host), (error: Error) => {
      assert.equal(error.name, 'ConfigError');
      assert.match(error.message, /^HOST is not valid: [^\n]+$/);
      return !error.message.includes(host);
    });
  }
});
