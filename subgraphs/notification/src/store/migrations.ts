import { consumerTables, outboxTables } from '@outlay/event-log/tables.ts';
import { queueTables } from '@outlay/queue/tables.ts';
import { idempotencyTable } from '@outlay/service-kit/idempotency.ts';
import type { Migrations } from '@outlay/service-kit/migrations.ts';

/** What makes notification's database: the tables that it shares with its kind, and its own. */
export const migrations: Migrations = {
  statements: [outboxTables, consumerTables, idempotencyTable, queueTables],
  folder: new URL('./migrations/', import.meta.url),
};
