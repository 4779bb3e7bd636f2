import type { Sql } from 'postgres';

/** What PostgreSQL counts of a piece's database. */
export type Figures = {
  readonly connections: number;
  readonly bytes: number;
  readonly committed: number;
  readonly rolledBack: number;
  readonly deadlocks: number;
  readonly blocksHit: number;
  readonly blocksRead: number;
};

type Watched = { readonly piece: string; readonly sql: Sql<{ bigint: bigint }> };

const watched = new Set<Watched>();
let asked: Promise<Map<string, Figures>> | undefined;

/** Shows a database in the metrics, under its piece's name, until the function that is returned is called. */
export function watchDatabase(database: Watched): () => void {
  watched.add(database);
  return () => void watched.delete(database);
}

/** The metrics of one scrape are collected in one go, and share the answers. */
export function figures(): Promise<Map<string, Figures>> {
  return (asked ??= askAll().finally(() => (asked = undefined)));
}

async function askAll(): Promise<Map<string, Figures>> {
  const found = await Promise.all(
    [...watched].map(async ({ piece, sql }) => {
      // One that is away has nothing to say, and keeps no other from it.
      const [row] = await sql<Figures[]>`
        SELECT numbackends AS connections, pg_database_size(datid)::float8 AS bytes,
               xact_commit::float8 AS committed, xact_rollback::float8 AS "rolledBack",
               deadlocks::float8 AS deadlocks,
               blks_hit::float8 AS "blocksHit", blks_read::float8 AS "blocksRead"
        FROM pg_stat_database WHERE datname = current_database()`.catch(() => []);
      return row ? ([[piece, row]] as const) : [];
    }),
  );
  return new Map(found.flat());
}
