import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Sealer } from '@outlay/identity/seal.ts';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import { openDatabase } from '../src/database.ts';
import { proveMasterKey, type SealedText } from '../src/master-key.ts';

const right = new Sealer('the right master key, long enough for one');
const wrong = new Sealer('another master key, long enough as well');
const refused = { name: 'ConfigError', message: /^MASTER_KEY .+$/ };

async function open() {
  const database = await createTestDatabase('keys');
  const { sql, close } = openDatabase(database.url, { maxConnections: 4 });
  await sql`CREATE TABLE master_key_proof (id smallint PRIMARY KEY DEFAULT 1, sealed text NOT NULL)`;
  return {
    sql,
    prove: (sealer: Sealer, before: SealedText | null = null) =>
      proveMasterKey({ sql, sealer, sealedBefore: async () => before }),
    proofs: async () => (await sql`SELECT FROM master_key_proof`).count,
    async [Symbol.asyncDispose]() {
      await close();
      await database.drop();
    },
  };
}

test('the first key is the right one from then on', async () => {
  await using here = await open();
  await here.prove(right);
  await here.prove(right);
  await assert.rejects(here.prove(wrong), refused);
  assert.equal(await here.proofs(), 1);
});

test('of two keys at once, on a database that is empty, one is refused', async () => {
  await using here = await open();
  for (let round = 0; round < 10; round += 1) {
    await here.sql`DELETE FROM master_key_proof`;
    const keys = [right, wrong, right, wrong];
    const outcomes = await Promise.allSettled(keys.map((key) => here.prove(key)));
    const [first, ...others] = outcomes.map(({ status }) => status === 'fulfilled');
    assert.deepEqual(others, [!first, first, !first]);
    assert.equal(await here.proofs(), 1);
  }
});

test('a database from before there were proofs takes the key that opens what it holds', async () => {
  await using here = await open();
  const before = { sealed: right.seal('ana@example.org', 'row'), context: 'row' };
  await assert.rejects(here.prove(wrong, before), refused);
  assert.equal(await here.proofs(), 0);
  await here.prove(right, before);
  assert.equal(await here.proofs(), 1);
});
