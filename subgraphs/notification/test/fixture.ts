import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryLog } from '@outlay/event-log/memory-log.ts';
import type { WireEvent } from '@outlay/events/envelope.ts';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { SubgraphExecutor } from '@outlay/service-kit/execute.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import postgres from 'postgres';
import type { DeliveryRules } from '../src/jobs/deliver.ts';
import { type NotificationConfig, startNotification } from '../src/service.ts';

export const testMasterKey = 'only for tests, but long enough to be a key';

/** Tries come quickly; a claim still outlasts a try. */
export const quickRules: DeliveryRules = {
  attempts: 3,
  retryBaseMs: 20,
  retryCapMs: 100,
  concurrency: 4,
  sendTimeoutMs: 5_000,
  leaseMs: 15_000,
  pollMs: 200,
};

type Person = {
  readonly displayName: string;
  readonly locale: string;
  readonly email: string;
  readonly emailEnabled: boolean;
};

type Answer<Data> = {
  readonly data: Data;
  readonly extensions?: unknown;
  readonly errors?: readonly { readonly extensions: Readonly<Record<string, unknown>> }[];
};

type Request = { readonly query: string; readonly variables?: Record<string, unknown> };

/** A running notification, asked through its schema. */
export type Instance = Awaited<ReturnType<typeof startInstance>>;

async function startInstance(config: NotificationConfig) {
  const subgraph = await startNotification(config);
  const executor = new SubgraphExecutor(subgraph, config.logger);
  const infoOf = (viewer: Viewer | null) => ({ viewer, requestId: 'test' });
  return {
    /** Runs a query or mutation. */
    ask: async <Data>(viewer: Viewer | null, query: string, variables = {}) =>
      (await executor.execute({ query, variables }, infoOf(viewer))) as unknown as Answer<Data>,
    /** Opens a subscription; fails the test when it is refused. */
    subscribe: async <Data>(viewer: Viewer | null, request: Request) => {
      const events = await executor.subscribe(request, infoOf(viewer));
      assert.ok(Symbol.asyncIterator in events, JSON.stringify(events));
      return events as unknown as AsyncIterableIterator<Answer<Data>>;
    },
    /** Why a subscription is refused. */
    refusal: async (viewer: Viewer | null, request: Request) => {
      const answer = await executor.subscribe(request, infoOf(viewer));
      assert.ok(!(Symbol.asyncIterator in answer), 'it was accepted');
      return answer.errors?.[0]?.extensions['code'];
    },
    stop: subgraph.stop,
  };
}

/** A database and a log of their own, with any number of notification processes over them. */
export async function openHouse() {
  const database = await createTestDatabase('notification');
  const folder = await mkdtemp(join(tmpdir(), 'outlay-notification-'));
  const logger = createLogger('notification', 'silent');
  const log = createMemoryLog({ logger });
  const sql = postgres(database.url, { max: 4, onnotice: () => {} });
  const instances: Instance[] = [];
  const atEnd: (() => void)[] = [];
  const sequences = new Map<string, number>();
  const consoleFile = join(folder, 'messages.jsonl');

  /** Appends an event at the next place of its topic and book. */
  const tell = async (
    type: string,
    bookId: string,
    data: object,
    traceparent?: string,
  ): Promise<WireEvent> => {
    const topic = type.split('.')[0] ?? '';
    const sequence = (sequences.get(`${topic}/${bookId}`) ?? 0) + 1;
    sequences.set(`${topic}/${bookId}`, sequence);
    const event = {
      id: uuidv7(),
      topic,
      type,
      key: bookId,
      sequence: String(sequence),
      occurredAt: new Date().toISOString(),
      traceparent,
      data,
    };
    await log.append([event]);
    return event;
  };

  const crossing = (viewer: Viewer, changes: object) => ({
    crossingId: uuidv7(),
    bookId: viewer.bookId,
    budgetId: uuidv7(),
    budgetName: 'Groceries',
    period: { kind: 'MONTH', start: '2026-03-01', end: '2026-03-31' },
    threshold: { percent: 100, level: 'OVERSPENT' },
    limit: '10000',
    spent: '12345',
    currency: 'EUR',
    decidedAt: '2026-03-20T10:00:00.000Z',
    transactionId: uuidv7(),
    ...changes,
  });

  return {
    sql,
    log,
    databaseUrl: database.url,
    folder,
    consoleFile,
    /** Empties the record of messages. */
    forgetMessages: () => rm(consoleFile, { force: true }),
    /** Does something before the house is torn down. */
    atEnd: (work: () => void) => void atEnd.push(work),
    tell,
    start: async (config: Partial<NotificationConfig> = {}) => {
      const instance = await startInstance({
        databaseUrl: database.url,
        eventLog: log,
        logger,
        masterKey: testMasterKey,
        consoleFile,
        mailFrom: 'Outlay <alerts@outlay.test>',
        maxConnections: 4,
        deliveries: quickRules,
        ...config,
      });
      instances.push(instance);
      return instance;
    },
    /** A person that auth has told of. */
    signUp: async (person: Partial<Person> = {}): Promise<Viewer> => {
      const viewer = newViewer();
      await tell('auth.user-signed-up', viewer.bookId, {
        userId: viewer.userId,
        bookId: viewer.bookId,
        email: person.email ?? 'ada@people.test',
        displayName: person.displayName ?? 'Ada',
        preferences: preferencesOf(person),
      });
      return viewer;
    },
    changeProfile: (viewer: Viewer, person: Partial<Person>) =>
      tell('user.profile-changed', viewer.bookId, {
        userId: viewer.userId,
        bookId: viewer.bookId,
        displayName: person.displayName ?? 'Ada',
        preferences: preferencesOf(person),
        channels: [
          {
            kind: 'EMAIL',
            address: person.email ?? 'ada@people.test',
            enabled: person.emailEnabled ?? true,
          },
        ],
      }),
    cross: (viewer: Viewer, changes: object = {}, traceparent?: string) =>
      tell('reporting.budget-crossed', viewer.bookId, crossing(viewer, changes), traceparent),
    recover: (viewer: Viewer, changes: object = {}) =>
      tell('reporting.budget-recovered', viewer.bookId, crossing(viewer, changes)),
    [Symbol.asyncDispose]: async () => {
      for (const work of atEnd) work();
      for (const instance of instances) await instance.stop();
      await log.stop();
      await sql.end({ timeout: 5 });
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type House = Awaited<ReturnType<typeof openHouse>>;

export function newViewer(): Viewer {
  return {
    userId: uuidv7(),
    bookId: uuidv7(),
    sessionId: uuidv7(),
    roles: ['MEMBER'],
    expiresAt: Math.floor(Date.now() / 1000) + 600,
  };
}

function preferencesOf({ locale }: Partial<Person>) {
  return { currency: 'EUR', locale: locale ?? 'en', timeZone: 'Europe/Vienna', firstDayOfWeek: 1 };
}
