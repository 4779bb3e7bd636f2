import { randomUUID } from 'node:crypto';
import { openEventLog } from '@outlay/event-log/open.ts';
import { startLedger } from '@outlay/ledger/service.ts';
import { readSettings } from '@outlay/ledger/settings.ts';
import { openBook } from '@outlay/ledger/store/open-book.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import postgres from 'postgres';

/** A book to write into. */
export type BenchBook = {
  readonly bookId: string;
  readonly accountId: string;
  readonly categoryId: string;
};

const books = 500;

/** Gives a database the ledger's tables and opens books in it, with the accounts that every book has. */
export async function prepareBooks(databaseUrl: string): Promise<BenchBook[]> {
  const logger = createLogger('bench', 'warn');
  const eventLog = await openEventLog('memory:', { logger });
  await (await startLedger({ databaseUrl, eventLog, logger })).stop();
  await eventLog.stop();
  const { defaults } = readSettings();
  const sql = postgres(databaseUrl, { max: 1 });
  const occurredAt = new Date().toISOString();
  await sql.begin(async (tx) => {
    for (let number = 0; number < books; number += 1) {
      const owner = {
        userId: randomUUID(),
        bookId: randomUUID(),
        currency: 'EUR',
        locale: 'en',
        timeZone: 'UTC',
      };
      await openBook(tx, owner, { defaults, occurredAt });
    }
  });
  const rows = await sql<BenchBook[]>`
    SELECT a.book_id AS "bookId", a.id AS "accountId", c.id AS "categoryId"
    FROM accounts a JOIN accounts c ON c.book_id = a.book_id AND c.code = 'groceries'
    WHERE a.code = 'bank' ORDER BY a.book_id`;
  await sql`ANALYZE`;
  await sql.end();
  return [...rows];
}
