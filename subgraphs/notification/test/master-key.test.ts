import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { openHouse } from './fixture.ts';

const other = { masterKey: 'another master key, long enough to be one' };
const refused = { name: 'ConfigError', message: /^MASTER_KEY .+$/ };

test('another master key stops the start, also where nobody is known yet', async () => {
  await using house = await openHouse();
  await house.start();
  await assert.rejects(house.start(other), refused);
  await house.start();
});

test('another master key stops the start on a database that is older than its proof', async () => {
  await using house = await openHouse();
  await house.start();
  await house.signUp();
  await eventually(async () => (await house.sql`SELECT FROM people`).count === 1);
  await house.sql`DELETE FROM master_key_proof`;
  await assert.rejects(house.start(other), refused);
  await house.start();
});
