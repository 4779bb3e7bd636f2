import assert from 'node:assert/strict';
import { openEventLog } from '@outlay/event-log/open.ts';
import { userSignedUp } from '@outlay/events/auth.ts';
import { type DataOf, type EventOf, parseEvent } from '@outlay/events/contract.ts';
import type { WireEvent } from '@outlay/events/envelope.ts';
import { profileChanged } from '@outlay/events/user.ts';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { SubgraphExecutor } from '@outlay/service-kit/execute.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import type { Subgraph } from '@outlay/service-kit/subgraph.ts';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import postgres from 'postgres';
import { startUser, type UserConfig } from '../src/service.ts';

const logger = createLogger('user', 'silent');
export const signedUpAt = '2026-03-01T09:30:00.000Z';
export const changedAt = '2026-03-02T10:00:00.000Z';

type SignedUp = DataOf<typeof userSignedUp>;
type Result = { [field: string]: unknown } & { __typename: string };

/** User on a database of its own, with as many instances as a test asks for. */
export async function userUnderTest(config: Partial<UserConfig> = {}) {
  const database = await createTestDatabase('profiles');
  const eventLog = await openEventLog('memory:', { logger });
  const sql = postgres(database.url, { max: 2, onnotice: () => {} });
  const instances: Subgraph[] = [];
  const start = async (own: Partial<UserConfig> = {}) => {
    const user = await startUser({
      databaseUrl: database.url,
      eventLog,
      logger,
      masterKey: 'the master key of tests, longer than it needs to be',
      now: () => new Date(changedAt),
      ...config,
      ...own,
    });
    instances.push(user);
    return { user, ...clientOf(user) };
  };

  /** All events of user about a book, once there are so many. */
  const changes = (viewer: Viewer, count: number): Promise<EventOf<typeof profileChanged>[]> =>
    eventually(async () => {
      const found: EventOf<typeof profileChanged>[] = [];
      for (const { partition } of await eventLog.ends('user')) {
        const records = await eventLog.read({ topic: 'user', partition }, 0n, 1000);
        const own = records.filter(({ event }) => event.key === viewer.bookId);
        found.push(...own.map(({ event }) => parseEvent(profileChanged, event)));
      }
      return found.length >= count ? found : null;
    });

  return {
    ...(await start()),
    start,
    sql,
    changes,
    append: (events: readonly WireEvent[]) => eventLog.append(events),
    /** Somebody signs up, and their profile is there. */
    someone: async (data: Partial<SignedUp> = {}): Promise<Viewer> => {
      const event = signedUp(data);
      await eventLog.append([event]);
      const viewer = viewerOf(event.data as SignedUp);
      await changes(viewer, 1);
      return viewer;
    },
    [Symbol.asyncDispose]: async () => {
      for (const instance of instances) await instance.stop();
      await eventLog.stop();
      await sql.end();
      await database.drop();
    },
  };
}

/** What auth tells of somebody who signs up. */
export function signedUp(data: Partial<SignedUp> = {}): WireEvent {
  const bookId = data.bookId ?? uuidv7();
  return {
    id: uuidv7(),
    topic: userSignedUp.topic,
    type: userSignedUp.type,
    key: bookId,
    sequence: '1',
    occurredAt: signedUpAt,
    data: {
      userId: uuidv7(),
      bookId,
      email: 'secret.person@example.org',
      displayName: 'Ana Silva',
      preferences: {
        currency: 'EUR',
        locale: 'pt-PT',
        timeZone: 'Europe/Lisbon',
        firstDayOfWeek: 1,
      },
      ...data,
    } satisfies SignedUp,
  };
}

export function viewerOf({ userId, bookId }: Pick<SignedUp, 'userId' | 'bookId'>): Viewer {
  return { userId, bookId, sessionId: uuidv7(), roles: ['MEMBER'], expiresAt: 4_000_000_000 };
}

export const wholeUser = `id displayName createdAt
  preferences { currency locale timeZone firstDayOfWeek }
  contactChannels { kind address enabled }`;

function clientOf(user: Subgraph) {
  const executor = new SubgraphExecutor(user, logger);
  const run = (query: string, viewer: Viewer | null, variables: Record<string, unknown> = {}) =>
    executor.execute({ query, variables }, { viewer, requestId: 'test' });

  const update = (field: 'updateProfile' | 'updatePreferences') => {
    const type = `${field[0]!.toUpperCase()}${field.slice(1)}`;
    const query = `mutation ($input: ${type}Input!) { result: ${field}(input: $input) {
      __typename ... on ${type}Success { user { ${wholeUser} } }
      ... on InvalidInput { message fields { path message } }
      ... on IdempotencyConflict { message idempotencyKey } } }`;
    return async (viewer: Viewer, input: Record<string, unknown>): Promise<Result> => {
      const given = { idempotencyKey: uuidv7(), ...input };
      const { data, errors } = await run(query, viewer, { input: given });
      assert.equal(errors, undefined, JSON.stringify(errors));
      return JSON.parse(JSON.stringify(data!['result'])) as Result;
    };
  };

  return {
    run,
    updateProfile: update('updateProfile'),
    updatePreferences: update('updatePreferences'),
    me: async (viewer: Viewer): Promise<Record<string, unknown>> => {
      const { data, errors } = await run(`{ me { ${wholeUser} } }`, viewer);
      assert.equal(errors, undefined, JSON.stringify(errors));
      return JSON.parse(JSON.stringify(data!['me'])) as Record<string, unknown>;
    },
  };
}
