import type { Row } from './panel.ts';
import { events } from './rows/events.ts';
import { processes } from './rows/processes.ts';
import { requests } from './rows/requests.ts';

/**
 * The dashboard, row by row. What every process of a piece tells alike (lag, an outbox's age, a queue's
 * depth, a database's figures) is taken once, by `max`.
 */
export const rows: readonly Row[] = [...requests, ...events, ...processes];
