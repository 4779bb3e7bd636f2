import type { AnswerDrops } from '@outlay/cache/kept-answers.ts';
import type { Relay } from '@outlay/event-log/relay.ts';
import type { Arrivals } from './consumers/arrivals.ts';
import type { Sql } from './store/connection.ts';

/** What reporting works with, the same for every request. */
export type Reporting = {
  readonly sql: Sql;
  readonly arrivals: Arrivals;
  /** Of answers that gateways keep. */
  readonly drops: Pick<AnswerDrops, 'drop'>;
  readonly relay: Pick<Relay, 'wake'>;
  /** Percentages of the limit for budgets that name none. */
  readonly defaultThresholds: readonly number[];
  /** How long a request waits, in milliseconds, for what is on its way. */
  readonly waitMs: number;
  readonly now: () => Date;
};
