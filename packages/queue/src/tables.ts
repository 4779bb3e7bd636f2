import { readFileSync } from 'node:fs';

/** SQL that makes the tables of a queue on PostgreSQL; it may run again and again. */
export const queueTables: string = readFileSync(
  new URL('./postgres-queue-tables.sql', import.meta.url),
  'utf8',
);
