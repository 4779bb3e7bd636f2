import { EventContractError } from '@outlay/events/contract.ts';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { addToOutbox } from '../src/outbox.ts';
import { change, openProducerDatabase, sequencesByKey, upTo } from './fixtures.ts';

type Row = { id: string; key: string; sequence: string; event: { id: string; data: unknown } };

test('numbers the events of each key from 1 and keeps their order', async () => {
  await using database = await openProducerDatabase();
  const [a, b] = [uuidv7(), uuidv7()];
  const add = (...events: [string, string][]) =>
    database.sql.begin((tx) =>
      addToOutbox(
        tx,
        events.map(([key, name]) => change(key, name)),
      ),
    );
  const first = await add([a, 'a1'], [b, 'b1'], [a, 'a2'], [a, 'a3']);
  assert.deepEqual(
    first.map((one) => one.sequence),
    [1n, 1n, 2n, 3n],
  );
  const second = await add([b, 'b2'], [a, 'a4']);
  assert.deepEqual(
    second.map((one) => one.sequence),
    [2n, 4n],
  );
  const rows = await database.sql<Row[]>`SELECT key, sequence, event FROM outbox ORDER BY id`;
  assert.deepEqual(
    rows.map((row) => (row.event.data as { name: string }).name),
    ['a1', 'b1', 'a2', 'a3', 'b2', 'a4'],
  );
  assert.deepEqual(
    rows.map((row) => row.event.id),
    [...first, ...second].map((one) => one.id),
  );
  assert.deepEqual(await database.sql.begin((tx) => addToOutbox(tx, [])), []);
});

test('a transaction that rolls back leaves no event and no gap', async () => {
  await using database = await openProducerDatabase();
  const { sql } = database;
  const key = uuidv7();
  await sql.begin((tx) => addToOutbox(tx, [change(key, 'kept')]));
  const refused = sql.begin(async (tx) => {
    await addToOutbox(tx, [change(key, 'dropped'), change(uuidv7(), 'dropped too')]);
    throw new Error('refused');
  });
  await assert.rejects(refused, /refused/);
  await sql.begin((tx) => addToOutbox(tx, [change(key, 'kept as well')]));
  const rows = await sql<Row[]>`SELECT key, sequence FROM outbox ORDER BY id`;
  assert.deepEqual(sequencesByKey(rows), { [key]: [1, 2] });
});

test('data of another shape than the contract is refused before anything is written', async () => {
  await using database = await openProducerDatabase();
  const good = change(uuidv7(), 'good');
  const bad = { ...good, data: { ...good.data, kind: 'NEITHER' as 'EXPENSE' } };
  const refused = database.sql.begin((tx) => addToOutbox(tx, [good, bad]));
  await assert.rejects(refused, EventContractError);
  assert.equal((await database.sql`SELECT FROM outbox`).length, 0);
});

test('however transactions overlap, a reader by id sees each key in order and without a gap', async () => {
  await using database = await openProducerDatabase();
  const { sql } = database;
  const keys = [uuidv7(), uuidv7(), uuidv7()];
  const rounds = 15;
  const writer = async (seed: number): Promise<void> => {
    for (let round = 0; round < rounds; round += 1) {
      const key = keys[(seed + round) % keys.length] ?? '';
      await sql.begin(async (tx) => {
        await addToOutbox(tx, [change(key, 'x'), change(key, 'y')]);
        await delay(Math.random() * 6);
      });
    }
  };
  // Takes what is there away again and again, as the relay does.
  const taken: Row[] = [];
  let writing = true;
  const taker = async (): Promise<void> => {
    for (let last = false; ;) {
      last = !writing;
      const rows = await sql<Row[]>`SELECT id, key, sequence FROM outbox ORDER BY id LIMIT 7`;
      await sql`DELETE FROM outbox WHERE id = ANY(${rows.map((row) => row.id)}::bigint[])`;
      taken.push(...rows);
      if (last && rows.length === 0) return;
    }
  };
  const writers = Promise.all([0, 1, 2, 3, 4].map(writer)).finally(() => {
    writing = false;
  });
  await Promise.all([writers, taker()]);
  const ids = taken.map((row) => Number(row.id));
  assert.notDeepEqual(
    ids,
    ids.toSorted((one, other) => one - other),
    'ids came out of order',
  );
  const each = (5 * rounds * 2) / keys.length;
  assert.deepEqual(sequencesByKey(taken), Object.fromEntries(keys.map((key) => [key, upTo(each)])));
});
