import assert from 'node:assert/strict';
import { test } from 'node:test';
import { userUnderTest } from './user-under-test.ts';

const other = { masterKey: 'another master key, long enough to be one' };
const refused = { name: 'ConfigError', message: /^MASTER_KEY .+$/ };

test('another master key stops the start, also where nobody has signed up yet', async () => {
  await using it = await userUnderTest();
  await assert.rejects(it.start(other), refused);
  await it.start();
});

test('another master key stops the start on a database that is older than its proof', async () => {
  await using it = await userUnderTest();
  const viewer = await it.someone();
  await it.sql`DELETE FROM master_key_proof`;
  await assert.rejects(it.start(other), refused);
  const again = await it.start();
  const { contactChannels } = await again.me(viewer);
  assert.deepEqual(contactChannels, [
    { kind: 'EMAIL', address: 'secret.person@example.org', enabled: true },
  ]);
});
