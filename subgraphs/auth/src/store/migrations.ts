import { outboxTables } from '@outlay/event-log/tables.ts';
import type { Migrations } from '@outlay/service-kit/migrations.ts';

/** What makes auth's database: the tables that it shares with its kind, and its own. */
export const migrations: Migrations = {
  statements: [outboxTables],
  folder: new URL('./migrations/', import.meta.url),
};
