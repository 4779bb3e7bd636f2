import assert from 'node:assert/strict';
import { openEventLog } from '@outlay/event-log/open.ts';
import type { EventLog } from '@outlay/event-log/port.ts';
import type { WireEvent } from '@outlay/events/envelope.ts';
import { verifyAccessToken } from '@outlay/identity/access-token.ts';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { SubgraphExecutor } from '@outlay/service-kit/execute.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import postgres from 'postgres';
import { type AuthConfig, type AuthSubgraph, startAuth } from '../src/service.ts';

export const masterKey = 'the master key of tests, longer than it needs to be';
export const password = 'correct horse battery staple';
const logger = createLogger('auth', 'silent');

type Result = { [field: string]: unknown } & { __typename: string };

/** A clock that goes on only when it is told to; it starts at the real time, which JWTs are held to. */
export function testClock() {
  let at = Date.now();
  return {
    now: () => new Date(at),
    advance: (seconds: number) => {
      at += seconds * 1000;
    },
  };
}

/** Auth on a database of its own, with as many instances as a test asks for. */
export async function authUnderTest(config: Partial<AuthConfig> = {}) {
  const database = await createTestDatabase('auth');
  const eventLog = await openEventLog('memory:', { logger });
  const sql = postgres(database.url, { max: 2, onnotice: () => {} });
  const instances: AuthSubgraph[] = [];
  const start = async (own: Partial<AuthConfig> = {}) => {
    const settings = { databaseUrl: database.url, eventLog, logger, masterKey };
    const auth = await startAuth({ ...settings, ...config, ...own });
    instances.push(auth);
    return { auth, ...clientOf(auth) };
  };
  const first = await start();
  return {
    ...first,
    start,
    sql,
    databaseUrl: database.url,
    events: (count: number) => eventsOf(eventLog, count),
    [Symbol.asyncDispose]: async () => {
      for (const instance of instances) await instance.stop();
      await eventLog.stop();
      await sql.end();
      await database.drop();
    },
  };
}

export type AuthUnderTest = Awaited<ReturnType<typeof authUnderTest>>;

function clientOf(auth: AuthSubgraph) {
  const executor = new SubgraphExecutor(auth, logger);
  let requests = 0;

  const run = (
    query: string,
    variables: Record<string, unknown> = {},
    { viewer = null, clientAddress }: { viewer?: Viewer | null; clientAddress?: string } = {},
  ) => {
    const request = { viewer, requestId: `test-${(requests += 1)}`, clientAddress };
    return executor.execute({ query, variables }, request);
  };

  const mutate = async (
    field: string,
    input: Record<string, unknown>,
    from?: { clientAddress?: string },
  ): Promise<Result> => {
    const type = `${field[0]!.toUpperCase()}${field.slice(1)}Input`;
    const query = `mutation ($input: ${type}!) { result: ${field}(input: $input) { ${answers[field]} } }`;
    const { data, errors } = await run(query, { input }, from);
    assert.equal(errors, undefined, JSON.stringify(errors));
    return JSON.parse(JSON.stringify(data!['result'])) as Result;
  };

  return {
    run,
    signUp: (input: Record<string, unknown> = {}, from?: { clientAddress?: string }) =>
      mutate('signUp', signUpInput(input), from),
    signIn: (input: Record<string, unknown>, from?: { clientAddress?: string }) =>
      mutate('signIn', { password, ...input }, from),
    refresh: (refreshToken: string) => mutate('refreshSession', { refreshToken }),
    signOut: (refreshToken: string, everywhere?: boolean) =>
      mutate('signOut', { refreshToken, ...(everywhere === undefined ? {} : { everywhere }) }),
    viewerOf: (result: Result) => verifyAccessToken(sessionIn(result).accessToken, auth.jwks),
  };
}

const session = `session {
  accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt user { id email roles }
}`;
const invalid = '... on InvalidInput { message fields { path message } }';
const answers: Record<string, string> = {
  signUp: `__typename ... on SignUpSuccess { ${session} } ... on EmailTaken { message }
    ... on IdempotencyConflict { message idempotencyKey } ${invalid}`,
  signIn: `__typename ... on SignInSuccess { ${session} } ... on WrongCredentials { message }
    ... on TooManyAttempts { message retryAfterSeconds } ${invalid}`,
  refreshSession: `__typename ... on RefreshSessionSuccess { ${session} }
    ... on SessionEnded { message }`,
  signOut: '__typename ... on SignOutSuccess { sessionsEnded }',
};

let people = 0;

export function signUpInput(input: Record<string, unknown> = {}) {
  people += 1;
  return {
    email: `person${people}@example.org`,
    password,
    displayName: 'Ana Silva',
    currency: 'EUR',
    idempotencyKey: `sign-up-${people}`,
    ...input,
  };
}

export type SessionAnswer = {
  readonly accessToken: string;
  readonly accessTokenExpiresAt: string;
  readonly refreshToken: string;
  readonly refreshTokenExpiresAt: string;
  readonly user: { readonly id: string; readonly email: string; readonly roles: string[] };
};

/** The session of an answer that succeeded. */
export function sessionIn(result: Result): SessionAnswer {
  assert.match(result.__typename, /Success$/, JSON.stringify(result));
  return result['session'] as SessionAnswer;
}

/** Waits for so many events of auth and gives all that are there. */
async function eventsOf(log: EventLog, count: number): Promise<WireEvent[]> {
  return eventually(async () => {
    const found: WireEvent[] = [];
    for (const { partition } of await log.ends('auth')) {
      const records = await log.read({ topic: 'auth', partition }, 0n, 1000);
      found.push(...records.map(({ event }) => event));
    }
    return found.length >= count ? found : null;
  });
}
