import { readFileSync } from 'node:fs';

const text = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');

/** SQL that makes the tables of a producer; part of the first migration of every subgraph that emits. */
export const outboxTables: string = text('./outbox-tables.sql');

/** SQL that makes the tables of a consumer; part of the first migration of every subgraph that consumes. */
export const consumerTables: string = text('./consumer-tables.sql');
