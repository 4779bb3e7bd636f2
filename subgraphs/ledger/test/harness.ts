import { randomUUID } from 'node:crypto';
import type { Cache } from '@outlay/cache/port.ts';
import { createMemoryLog } from '@outlay/event-log/memory-log.ts';
import type { EventLog } from '@outlay/event-log/port.ts';
import type { WireEvent } from '@outlay/events/envelope.ts';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { SubgraphExecutor } from '@outlay/service-kit/execute.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import type { Subgraph } from '@outlay/service-kit/subgraph.ts';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import type { ExecutionResult } from 'graphql';
import postgres from 'postgres';
import { startLedger } from '../src/service.ts';

/** Whatever a query answered; a test says what it expects of it. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Data = any;

const logger = createLogger('ledger test', 'fatal');

/** A ledger on a database of its own, with a log of this process and people to ask as. */
export type Harness = AsyncDisposable & {
  readonly databaseUrl: string;
  readonly log: EventLog;
  /** Straight to the database, as its owner. */
  readonly sql: postgres.Sql;
  readonly subgraph: Subgraph;
  /** Starts another ledger on the same database and log. */
  readonly another: (caching?: Caching) => Promise<Subgraph>;
  /** Stops every ledger that runs. */
  readonly stopAll: () => Promise<void>;
  /** Somebody who has just signed up. */
  readonly signUp: (preferences?: Partial<Preferences>) => Promise<Viewer>;
  /** Gives the data; throws when there are errors. */
  readonly ask: (
    viewer: Viewer | null,
    query: string,
    variables?: object,
    on?: Subgraph,
  ) => Promise<Data>;
  readonly execute: (
    viewer: Viewer | null,
    query: string,
    variables?: object,
    on?: Subgraph,
  ) => Promise<ExecutionResult>;
  readonly subscribe: (
    viewer: Viewer,
    query: string,
    variables?: object,
    on?: Subgraph,
  ) => Promise<AsyncIterableIterator<ExecutionResult>>;
  /** Everything of topic `ledger` that is in the log, in order per book. */
  readonly events: () => Promise<WireEvent[]>;
};

/** Where gateways keep answers. */
type Caching = { readonly answerCache?: Cache | undefined };

export type Preferences = {
  currency: string;
  locale: string;
  timeZone: string;
  firstDayOfWeek: number;
};

export async function startHarness({ answerCache }: Caching = {}): Promise<Harness> {
  const database = await createTestDatabase('ledger');
  const log = createMemoryLog({ logger });
  const sql = postgres(database.url, { max: 4, onnotice: () => {} });
  const config = { databaseUrl: database.url, eventLog: log, logger, maxConnections: 4 };
  const subgraph = await startLedger({ ...config, answerCache });
  const running = [subgraph];
  const executors = new Map<Subgraph, SubgraphExecutor>();

  const executorOf = (on: Subgraph): SubgraphExecutor => {
    const known = executors.get(on) ?? new SubgraphExecutor(on, logger);
    executors.set(on, known);
    return known;
  };
  const requestOf = (viewer: Viewer | null) => ({ viewer, requestId: randomUUID() });

  const execute: Harness['execute'] = (viewer, query, variables = {}, on = subgraph) =>
    executorOf(on).execute({ query, variables: { ...variables } }, requestOf(viewer));

  return {
    databaseUrl: database.url,
    log,
    sql,
    subgraph,
    execute,
    async another(caching) {
      const other = await startLedger({ ...config, ...caching });
      running.push(other);
      return other;
    },
    async stopAll() {
      await Promise.all(running.splice(0).map((one) => one.stop()));
    },
    async signUp(preferences = {}) {
      const viewer = newViewer();
      await log.append([signedUp(viewer, preferences)]);
      return viewer;
    },
    async ask(...args) {
      const { data, errors } = await execute(...args);
      if (errors) throw new Error(errors.map(({ message }) => message).join('\n'));
      return JSON.parse(JSON.stringify(data));
    },
    async subscribe(viewer, query, variables = {}, on = subgraph) {
      const operation = { query, variables: { ...variables } };
      const events = await executorOf(on).subscribe(operation, requestOf(viewer));
      if (!(Symbol.asyncIterator in events)) throw new Error(JSON.stringify(events.errors));
      return events;
    },
    async events() {
      const ends = await log.ends('ledger');
      const records = await Promise.all(
        ends.map(({ partition }) => log.read({ topic: 'ledger', partition }, 0n, 100_000)),
      );
      return records.flat().map(({ event }) => event);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(running.map((one) => one.stop()));
      await log.stop();
      await sql.end({ timeout: 1 });
      await database.drop();
    },
  };
}

export function newViewer(): Viewer {
  return {
    userId: randomUUID(),
    bookId: randomUUID(),
    sessionId: randomUUID(),
    roles: ['MEMBER'],
    expiresAt: 4_000_000_000,
  };
}

export function signedUp(viewer: Viewer, preferences: Partial<Preferences> = {}): WireEvent {
  return userEvent('auth', 'auth.user-signed-up', viewer, '1', {
    email: 'ada@example.org',
    displayName: 'Ada',
    preferences: { ...berlin, ...preferences },
  });
}

export function profileChanged(
  viewer: Viewer,
  preferences: Partial<Preferences> = {},
  sequence = '1',
): WireEvent {
  return userEvent('user', 'user.profile-changed', viewer, sequence, {
    displayName: 'Ada',
    preferences: { ...berlin, ...preferences },
    channels: [],
  });
}

const berlin: Preferences = {
  currency: 'EUR',
  locale: 'en-GB',
  timeZone: 'Europe/Berlin',
  firstDayOfWeek: 1,
};

function userEvent(
  topic: string,
  type: string,
  { userId, bookId }: Viewer,
  sequence: string,
  data: object,
): WireEvent {
  return {
    id: uuidv7(),
    topic,
    type,
    key: bookId,
    sequence,
    occurredAt: new Date().toISOString(),
    data: { userId, bookId, ...data },
  };
}

/** A key that no other request of the run has. */
export function newKey(): string {
  return `key-${randomUUID()}`;
}
