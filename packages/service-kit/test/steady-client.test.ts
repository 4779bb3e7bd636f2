import { createTestDatabase } from '@outlay/testkit/database.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import postgres from 'postgres';
import { steadyClient } from '../src/steady-client.ts';

/** A database with one table, a client for the work, and another to watch and to kill with. */
async function open() {
  const database = await createTestDatabase('transaction');
  const sql = steadyClient((steady) =>
    postgres(database.url, { max: 2, types: { bigint: postgres.BigInt }, ...steady }),
  );
  const other = postgres(database.url, { max: 1 });
  await other`CREATE TABLE notes (note text)`;
  return {
    sql,
    kill: (pid: number) => other`SELECT pg_terminate_backend(${pid}::int)`,
    gone: (pid: number) =>
      eventually(async () => {
        const rows = await other`SELECT FROM pg_stat_activity WHERE pid = ${pid}::int`;
        return rows.length === 0;
      }),
    notes: async () => (await other<{ note: string }[]>`SELECT note FROM notes`).map((n) => n.note),
    async [Symbol.asyncDispose]() {
      await sql.end({ timeout: 1 });
      await other.end();
      await database.drop();
    },
  };
}

const pidOf = async (tx: postgres.TransactionSql<{ bigint: bigint }>): Promise<number> =>
  (await tx<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`)[0]!.pid;

/** PostgreSQL's farewell, or the end of the connection itself where that is heard of first. */
const saysLost = (error: unknown): boolean =>
  ['CONNECTION_CLOSED', 'ECONNRESET'].includes((error as { code: string }).code);

test('commits what succeeds and rolls back what throws', async () => {
  await using here = await open();
  const result = await here.sql.begin(async (tx) => {
    await tx`INSERT INTO notes VALUES ('kept')`;
    return 'result';
  });
  assert.equal(result, 'result');
  const failing = here.sql.begin(async (tx) => {
    await tx`INSERT INTO notes VALUES ('dropped')`;
    throw new Error('no');
  });
  await assert.rejects(failing, /^Error: no$/);
  assert.deepEqual(await here.notes(), ['kept']);
});

test('a savepoint that throws takes back only its own work', async () => {
  await using here = await open();
  await here.sql.begin(async (tx) => {
    await tx`INSERT INTO notes VALUES ('outer')`;
    await tx
      .savepoint(async (inner) => {
        await inner`INSERT INTO notes VALUES ('inner')`;
        throw new Error('no');
      })
      .catch(() => undefined);
  });
  assert.deepEqual(await here.notes(), ['outer']);
});

// Without the shield each of these ends the process: the driver writes to a socket that is gone.
test('a connection killed under a query rejects, and the client goes on working', async () => {
  await using here = await open();
  for (let round = 0; round < 3; round += 1) {
    const lost = here.sql.begin(async (tx) => {
      await tx`INSERT INTO notes VALUES ('lost')`;
      const pid = await pidOf(tx);
      const sleeping = tx`SELECT pg_sleep(600)`;
      await Promise.all([sleeping, here.kill(pid)]);
    });
    await assert.rejects(lost, saysLost);
  }
  await here.sql.begin(async (tx) => tx`INSERT INTO notes VALUES ('kept')`);
  assert.deepEqual(await here.notes(), ['kept']);
});

test('the query after a lost connection gets its own answer, typed as before', async () => {
  await using here = await open();
  const { sql } = here;
  const ask = async (n: bigint) => {
    const rows = await sql<{ n: bigint; names: string[] }[]>`
      SELECT ${n}::bigint AS n, ${['a,b', '"c"']}::text[] AS names`;
    assert.deepEqual([...rows], [{ n, names: ['a,b', '"c"'] }]);
  };
  await ask(1n);
  for (let n = 2n; n < 6n; n += 1n) {
    // The backend ends in the middle of an answer, with a row on its way.
    await assert.rejects(sql`SELECT pg_terminate_backend(pg_backend_pid())`);
    await ask(n);
  }
});

test('a connection killed between two queries rejects, and later work of it is refused', async () => {
  await using here = await open();
  const mayGoOn = Promise.withResolvers<void>();
  const late = Promise.withResolvers<unknown>();
  const lost = here.sql.begin(async (tx) => {
    await tx`INSERT INTO notes VALUES ('lost')`;
    const pid = await pidOf(tx);
    await here.kill(pid);
    await here.gone(pid);
    await mayGoOn.promise;
    try {
      await tx`INSERT INTO notes VALUES ('stray')`;
    } catch (error) {
      late.resolve(error);
    }
  });
  await assert.rejects(lost, saysLost);
  mayGoOn.resolve();
  assert.ok(saysLost(await late.promise));
  assert.deepEqual(await here.notes(), []);
});

test('a connection killed before the commit does not pass for committed', async () => {
  await using here = await open();
  const lost = here.sql.begin(async (tx) => {
    await tx`INSERT INTO notes VALUES ('lost')`;
    const pid = await pidOf(tx);
    await here.kill(pid);
    await here.gone(pid);
  });
  await assert.rejects(lost, saysLost);
  assert.deepEqual(await here.notes(), []);
});

test('ends soon, though a client that lost its connection is on its way to end', async ({
  mock,
}) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const opened: Array<{ connect: () => void; lose: () => void; ends: number }> = [];
  const sql = steadyClient((steady) => {
    const client = { connect: steady.onparameter, lose: steady.onclose, ends: 0 };
    const isFirst = opened.push(client) === 1;
    // As the driver does it: whoever asks again gets the same end, which may take its 20 seconds.
    const never = new Promise<void>(() => {});
    const end = async (): Promise<void> => {
      client.ends += 1;
      if (isFirst) await never;
    };
    const options = { parsers: {}, serializers: {}, shared: { typeArrayMap: {} } };
    return Object.assign(() => undefined, { end, options }) as never;
  });
  const [first] = opened;
  void sql`SELECT 1`;
  first?.connect();
  first?.lose();
  void sql`SELECT 2`;
  mock.timers.tick(10_000);
  assert.equal(first?.ends, 1);
  const ended = sql.end({ timeout: 5 });
  mock.timers.tick(1_000);
  await ended;
});
