import type { Logger } from '@outlay/service-kit/logger.ts';
import type { Sql } from 'postgres';

/** Postings after which a new database is worth looking at. */
const milestones = [300, 5_000];

/**
 * Has PostgreSQL look at a young database's tables before autovacuum does, a minute later. Of an empty
 * table every index that begins with the book looks equally good, and the plans of foreign keys and
 * triggers are kept: they may read all of a book for each posting until the first statistics come.
 */
export function createEarlyStatistics(sql: Sql<{ bigint: bigint }>, logger: Logger) {
  let posted = 0;
  let next = 0;

  const analyze = async (): Promise<void> => {
    try {
      const [table] = await sql<{ rows: number }[]>`
        SELECT reltuples::float8 AS rows FROM pg_class WHERE oid = 'transactions'::regclass`;
      if ((table?.rows ?? 0) > posted / 2) return;
      await sql`ANALYZE accounts, account_balances, transactions, postings, outbox_keys`;
    } catch (error) {
      logger.warn({ err: error }, 'could not gather statistics; autovacuum will');
    }
  };

  return {
    /** To be told how many transactions were posted. */
    count(transactions: number): void {
      posted += transactions;
      const milestone = milestones[next];
      if (milestone === undefined || posted < milestone) return;
      next += 1;
      void analyze();
    },
  };
}
