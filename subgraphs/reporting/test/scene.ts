import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Cache } from '@outlay/cache/port.ts';
import { openEventLog } from '@outlay/event-log/open.ts';
import type { EventLog, LogRecord } from '@outlay/event-log/port.ts';
import type { WireEvent } from '@outlay/events/envelope.ts';
import { SubgraphExecutor } from '@outlay/service-kit/execute.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import postgres from 'postgres';
import { type ReportingSubgraph, startReporting } from '../src/service.ts';
import { Book } from './book.ts';

export const logger = createLogger('test', 'silent');

export const logKinds = ['memory', 'postgres'] as const;

export type Answer = {
  // What a test asked for it knows the shape of.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly data: any;
  readonly codes: readonly unknown[];
  readonly messages: readonly string[];
};

/** What reporting told of a budget. */
export type Told = {
  readonly what: string;
  readonly percent: number;
  readonly spent: string;
  readonly start: string;
  readonly transactionId: string | undefined;
};

type Settings = { readonly waitMs?: number; readonly answerCache?: Cache };

/** A running reporting on databases of its own, and a log that tests write to as auth and ledger would. */
export class Scene implements AsyncDisposable {
  readonly databaseUrl: string;
  readonly logUrl: string;
  readonly eventLog: EventLog;
  readonly sql: postgres.Sql;
  readonly #release: () => Promise<void>;
  /** The clock of reporting. */
  clock = new Date('2026-03-10T12:00:00.000Z');
  reporting!: ReportingSubgraph;

  constructor(
    databaseUrl: string,
    logUrl: string,
    eventLog: EventLog,
    release: () => Promise<void>,
  ) {
    this.databaseUrl = databaseUrl;
    this.logUrl = logUrl;
    this.eventLog = eventLog;
    this.sql = postgres(databaseUrl, { onnotice: () => {} });
    this.#release = release;
  }

  async start({ waitMs = 5_000, answerCache }: Settings = {}): Promise<void> {
    const { databaseUrl, eventLog } = this;
    const now = () => this.clock;
    const settings = { waitMs, answerCache, now };
    this.reporting = await startReporting({ databaseUrl, eventLog, logger, ...settings });
  }

  /** Appends events and waits until they are applied. */
  async feed(...events: readonly WireEvent[]): Promise<void> {
    await this.eventLog.append(events);
    await this.reporting.caughtUp();
  }

  /** A book whose owner is known here, with categories to spend on. */
  async book(changed: Parameters<Book['signedUp']>[0] = {}, categories: string[] = []) {
    const book = new Book();
    await this.feed(book.signedUp(changed), ...categories.map((id) => book.category(id)));
    return book;
  }

  async run(book: Book | null, query: string, variables: object = {}): Promise<Answer> {
    const executor = new SubgraphExecutor(this.reporting, logger);
    const request = { viewer: book?.viewer ?? null, requestId: randomUUID() };
    const result = await executor.execute({ query, variables: { ...variables } }, request);
    const errors = result.errors ?? [];
    return {
      data: JSON.parse(JSON.stringify(result.data ?? null)),
      codes: errors.map((error) => error.extensions['code']),
      messages: errors.map((error) => error.message),
    };
  }

  /** Runs what must succeed. */
  async ask(book: Book, query: string, variables: object = {}): Promise<Answer['data']> {
    const { data, messages } = await this.run(book, query, variables);
    assert.deepEqual(messages, []);
    return data;
  }

  /** Another replica, with a log of its own on the same database. */
  async twin(): Promise<Scene> {
    const eventLog = await openEventLog(this.logUrl, { logger });
    const twin = new Scene(this.databaseUrl, this.logUrl, eventLog, async () => {});
    await twin.start();
    return twin;
  }

  /** The events told of a book so far, in order. */
  async outcomes(book: Book): Promise<LogRecord[]> {
    await this.reporting.drained();
    const ends = await this.eventLog.ends('reporting');
    const partitions = await Promise.all(
      ends.map(({ partition, end }) =>
        this.eventLog.read({ topic: 'reporting', partition }, 0n, Number(end) + 1),
      ),
    );
    return partitions.flat().filter(({ event }) => event.key === book.bookId);
  }

  /** What they say. */
  async told(book: Book): Promise<Told[]> {
    return (await this.outcomes(book)).map(({ event }) => {
      const data = event.data as {
        threshold: { percent: number };
        spent: string;
        period: { start: string };
        transactionId?: string;
      };
      return {
        what: event.type.replace('reporting.budget-', ''),
        percent: data.threshold.percent,
        spent: data.spent,
        start: data.period.start,
        transactionId: data.transactionId,
      };
    });
  }

  /** The same without what most tests don't look at: `crossed 80 at 8000`. */
  async news(book: Book): Promise<string[]> {
    const told = await this.told(book);
    return told.map(({ what, percent, spent }) => `${what} ${percent} at ${spent}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.reporting?.stop();
    await this.eventLog.stop();
    await this.sql.end({ timeout: 5 });
    await this.#release();
  }
}

export async function openScene(
  kind: (typeof logKinds)[number] = 'memory',
  options: Settings & { batchSize?: number } = {},
): Promise<Scene> {
  const database = await createTestDatabase('reporting');
  const logDatabase = kind === 'postgres' ? await createTestDatabase('event_log') : undefined;
  const { batchSize = 500, ...settings } = options;
  const logUrl = logDatabase?.url ?? 'memory:';
  const eventLog = await openEventLog(logUrl, { logger, batchSize });
  const scene = new Scene(database.url, logUrl, eventLog, async () => {
    await database.drop();
    await logDatabase?.drop();
  });
  await scene.start(settings);
  return scene;
}

/** Creates a budget and gives its id. */
export async function createBudget(scene: Scene, book: Book, input: object): Promise<string> {
  const { createBudget } = await scene.ask(
    book,
    `mutation ($input: CreateBudgetInput!) {
      createBudget(input: $input) {
        __typename
        ... on CreateBudgetSuccess { budget { id } }
        ... on Problem { message }
      }
    }`,
    {
      input: {
        name: 'A budget',
        period: 'MONTH',
        limit: { amount: '100.00' },
        idempotencyKey: randomUUID(),
        ...input,
      },
    },
  );
  assert.equal(createBudget.__typename, 'CreateBudgetSuccess', createBudget.message);
  return createBudget.budget.id;
}

/** Changes a budget; gives the answer's type. */
export async function updateBudget(scene: Scene, book: Book, input: object): Promise<string> {
  const { updateBudget } = await scene.ask(
    book,
    `mutation ($input: UpdateBudgetInput!) { updateBudget(input: $input) { __typename } }`,
    { input: { idempotencyKey: randomUUID(), ...input } },
  );
  return updateBudget.__typename;
}
