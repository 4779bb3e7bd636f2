import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';

/** Statements that PostgreSQL was sent, by the database of a subgraph; the event log's are left out. */
export type Counts = Readonly<Record<string, number>>;

export type Counting = AsyncDisposable & {
  /**
   * What work makes the subgraphs send, and what follows from it; at the least, since now and then they send
   * something by themselves. What `prepare` makes them send is not counted.
   */
  readonly during: <Given>(
    prepare: () => Promise<Given> | Given,
    work: (given: Given) => Promise<unknown>,
  ) => Promise<Counts>;
};

/** Settings that a PostgreSQL needs to count. */
export const countingSettings = { shared_preload_libraries: 'pg_stat_statements' };

const tries = 4;
/** Statements for the connection's sake, and the counting itself. */
const ours = ['BEGIN', 'COMMIT', 'ROLLBACK', 'SELECT 1'];

/** Counts through `pg_stat_statements` of the server itself. */
export async function startCounting(url: string): Promise<Counting> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql`CREATE EXTENSION IF NOT EXISTS pg_stat_statements`;

  const calls = async (): Promise<Counts> => {
    const rows = await sql<{ name: string; calls: number }[]>`
      SELECT d.datname AS name, sum(s.calls)::int AS calls
      FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
      WHERE d.datname IN ('auth', 'user', 'ledger', 'reporting', 'notification')
        AND s.query NOT LIKE '%pg_stat_%' AND NOT s.query = ANY(${ours})
      GROUP BY 1`;
    return Object.fromEntries(rows.map((row) => [row.name, row.calls]));
  };

  /** Once nothing more follows. */
  const quiet = async (): Promise<Counts> => {
    let before = await calls();
    for (;;) {
      await pause(30);
      const now = await calls();
      if (JSON.stringify(now) === JSON.stringify(before)) return now;
      before = now;
    }
  };

  const once: Counting['during'] = async (prepare, work) => {
    const given = await prepare();
    const before = await quiet();
    await work(given);
    return difference(before, await quiet());
  };

  return {
    async during(prepare, work) {
      // The first time, statements are prepared.
      await work(await prepare());
      let least = await once(prepare, work);
      for (let more = 1; more < tries; more += 1) {
        least = smaller(least, await once(prepare, work));
      }
      return least;
    },
    [Symbol.asyncDispose]: () => sql.end(),
  };
}

function difference(before: Counts, after: Counts): Counts {
  const entries = Object.entries(after).map(([name, calls]) => [name, calls - (before[name] ?? 0)]);
  return Object.fromEntries(entries);
}

function smaller(one: Counts, other: Counts): Counts {
  const names = Object.keys({ ...one, ...other });
  return Object.fromEntries(
    names.map((name) => [name, Math.min(one[name] ?? 0, other[name] ?? 0)]),
  );
}
