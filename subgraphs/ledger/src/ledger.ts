import type { AnswerDrops } from '@outlay/cache/kept-answers.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import type { Sql } from 'postgres';
import type { News, Tidings } from './jobs/news.ts';
import type { Settings } from './settings.ts';
import type { Charts } from './store/charts.ts';
import type { Poster } from './store/poster.ts';
import type { Verification } from './store/verify.ts';

/** What the running ledger offers its resolvers. */
export type Ledger = {
  readonly sql: Sql<{ bigint: bigint }>;
  readonly charts: Charts;
  readonly poster: Poster;
  readonly news: News;
  /** To be told after each commit: wakes whoever carries it on. */
  readonly committed: (tidings: Partial<Tidings>) => void;
  /** Of answers that gateways keep. */
  readonly drops: Pick<AnswerDrops, 'drop'>;
  readonly verify: (bookId: string) => Promise<Verification>;
  readonly settings: Settings;
  readonly logger: Logger;
  /** The time; domain decisions get it as data. */
  readonly now: () => Date;
};
