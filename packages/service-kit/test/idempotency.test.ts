import { createTestDatabase } from '@outlay/testkit/database.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { openDatabase } from '../src/database.ts';
import { idempotencyKey, idempotencyTable, once, requestHash } from '../src/idempotency.ts';

const bookId = '0198f000-0000-7000-8000-000000000001';
const request = { bookId, key: 'key-0001', operation: 'addNote', input: { note: 'tea' } };

async function open() {
  const database = await createTestDatabase('idempotency');
  const { sql, close } = openDatabase(database.url, { maxConnections: 4 });
  await sql.unsafe(idempotencyTable);
  return {
    sql,
    /** Runs a request whose work answers a number that is new each time. */
    ask: (asked = request, keep = true) =>
      sql.begin((tx) => once(tx, asked, async () => ({ answer: { made: randomUUID() }, keep }))),
    async [Symbol.asyncDispose]() {
      await close();
      await database.drop();
    },
  };
}

test('the same key and input get the first answer again, whatever the order of fields', async () => {
  await using here = await open();
  const input = { note: 'tea', tags: ['a', 'b'], amount: 5n };
  const first = await here.ask({ ...request, input: { ...input } });
  const { note, tags, amount } = input;
  const again = { amount, tags, note, category: undefined } as unknown as typeof input;
  assert.deepEqual(await here.ask({ ...request, input: again }), first);
});

test('other input or another operation under the same key is a conflict', async () => {
  await using here = await open();
  const first = await here.ask();
  for (const other of [
    { ...request, input: { note: 'coffee' } },
    { ...request, operation: 'removeNote' },
  ]) {
    const conflict = (await here.ask(other)) as object;
    assert.deepEqual(
      { ...conflict, message: '' },
      { __typename: 'IdempotencyConflict', message: '', idempotencyKey: request.key },
    );
  }
  assert.deepEqual(await here.ask(), first);
});

test('another book, and another key, are other requests', async () => {
  await using here = await open();
  const first = await here.ask();
  assert.notDeepEqual(await here.ask({ ...request, bookId: randomUUID() }), first);
  assert.notDeepEqual(await here.ask({ ...request, key: 'key-0002' }), first);
});

test('a refusal is not kept, and neither is work that failed', async () => {
  await using here = await open();
  const refused = await here.ask(request, false);
  const failing = here.sql.begin((tx) =>
    once(tx, request, () => Promise.reject(new Error('no disk'))),
  );
  await assert.rejects(failing, /no disk/);
  const done = await here.ask();
  assert.notDeepEqual(done, refused);
  assert.deepEqual(await here.ask(), done);
});

test('a twin on another connection waits for the first and gets its answer', async () => {
  await using here = await open();
  const mayEnd = Promise.withResolvers<void>();
  const first = here.sql.begin((tx) =>
    once(tx, request, async () => {
      await mayEnd.promise;
      return { answer: { made: 'by the first' }, keep: true };
    }),
  );
  const locks = async (granted: boolean): Promise<number> =>
    (
      await here.sql`SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted = ${granted}
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
    ).length;
  await eventually(async () => (await locks(true)) === 1);
  const twins = [here.ask(), here.ask()];
  await eventually(async () => (await locks(false)) === 2);
  mayEnd.resolve();
  const expected = { made: 'by the first' };
  assert.deepEqual(await Promise.all([first, ...twins]), [expected, expected, expected]);
});

test('a twin of a first that fails does the work itself', async () => {
  await using here = await open();
  const mayFail = Promise.withResolvers<void>();
  const working = Promise.withResolvers<void>();
  const first = here.sql.begin((tx) =>
    once(tx, request, async () => {
      working.resolve();
      await mayFail.promise;
      throw new Error('no disk');
    }),
  );
  await working.promise;
  const twin = here.ask();
  mayFail.resolve();
  await assert.rejects(first, /no disk/);
  assert.deepEqual(await here.ask(), await twin);
});

test('an answer that JSON would lose does not compile', () => {
  type Work = Parameters<typeof once>[2];
  // @ts-expect-error A bigint is not JSON.
  const big: Work = async () => ({ answer: { position: 5n }, keep: true });
  // @ts-expect-error A Date comes back as text.
  const dated: Work = async () => ({ answer: { at: new Date() }, keep: true });
  const fine: Work = async () => ({ answer: { ids: ['a'], next: null }, keep: true });
  assert.ok([big, dated, fine].every(Boolean));
});

test('hashes are equal for equal inputs alone', () => {
  const leaf = fc.oneof(
    fc.bigInt(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom('5', '5n', 'null', '', '"'),
    fc.string(),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, leaf, tie('list'), tie('fields')),
    list: fc.array(tie('value'), { maxLength: 3 }),
    fields: fc.dictionary(fc.string({ maxLength: 3 }), tie('value'), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  }));
  fc.assert(
    fc.property(value, value, (one, other) => {
      const hashesEqual = requestHash('a', one).equals(requestHash('a', other));
      assert.equal(hashesEqual, isDeepStrictEqual(one, other));
    }),
  );
  for (const [one, other] of [
    [5n, '5n'],
    [5n, 5],
    [['a', 'b'], ['a,b']],
    [{ a: 1 }, [['a', 1]]],
  ]) {
    assert.notDeepEqual(requestHash('a', one), requestHash('a', other));
  }
  assert.deepEqual(requestHash('a', { x: 1, y: [2n] }), requestHash('a', { y: [2n], x: 1 }));
});

test('keys are visible ASCII of 8 to 128 characters', () => {
  for (const key of ['12345678', '~'.repeat(128), randomUUID()]) {
    assert.equal(idempotencyKey.parse(key), key);
  }
  for (const key of ['1234567', 'x'.repeat(129), 'with space', 'tab\ttab\t', 'ключключ', '', 1]) {
    assert.ok(!idempotencyKey.safeParse(key).success, `took ${key}`);
  }
});
