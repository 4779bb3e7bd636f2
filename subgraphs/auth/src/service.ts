import { tellEnded } from '@outlay/cache/ended-sessions.ts';
import type { Cache } from '@outlay/cache/port.ts';
import type { EventLog } from '@outlay/event-log/port.ts';
import { startRelay } from '@outlay/event-log/relay.ts';
import { accessTokenLivesMs } from '@outlay/identity/access-token.ts';
import { Sealer } from '@outlay/identity/seal.ts';
import { openDatabase } from '@outlay/service-kit/database.ts';
import { checkHealth } from '@outlay/service-kit/health.ts';
import { stopAll } from '@outlay/service-kit/lifecycle.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import { readyDatabase } from '@outlay/service-kit/migrations.ts';
import { buildSchema } from '@outlay/service-kit/schema.ts';
import type { RequestInfo, Subgraph } from '@outlay/service-kit/subgraph.ts';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import { createPasswords } from './adapters/passwords.ts';
import { email } from './domain/credentials.ts';
import type { Auth, Context } from './graphql/context.ts';
import { resolvers } from './graphql/resolvers.ts';
import { emailIndexOf } from './identity.ts';
import { startSweep } from './jobs/sweep.ts';
import { createKeyRing } from './keys/key-ring.ts';
import { readSettings, type Settings } from './settings.ts';
import { failuresInCache } from './store/failures-in-cache.ts';
import { failuresInDatabase } from './store/failures-in-database.ts';
import { migrations } from './store/migrations.ts';
import { createSignInAttempts, type KeptFailures } from './store/sign-in-attempts.ts';
import { ensureSigningKey } from './store/signing-keys.ts';

export type AuthConfig = {
  readonly databaseUrl: string;
  /** Opened and closed by the caller. */
  readonly eventLog: EventLog;
  /**
   * Keeps the counts of failed sign-ins when replicas share it, which the database does otherwise; and lets
   * gateways know at once of sessions that are over.
   */
  readonly cache?: Cache | undefined;
  readonly logger: Logger;
  /** 32 characters or more of secret text. */
  readonly masterKey: string;
  readonly operatorEmails?: readonly string[];
  readonly maxConnections?: number | undefined;
  /** Whether it migrates its database by itself, which it does unless told otherwise. */
  readonly migrate?: boolean | undefined;
  readonly settings?: Settings;
  readonly now?: () => Date;
};

export type AuthSubgraph = Subgraph & {
  /** Finds the public key of an access token, for a gateway in the same process. */
  readonly jwks: JWTVerifyGetKey;
  /** The public keys, for `/.well-known/jwks.json`. */
  readonly keySet: () => Promise<JSONWebKeySet>;
};

export async function startAuth(config: AuthConfig): Promise<AuthSubgraph> {
  const { databaseUrl, logger, settings = readSettings(), now = () => new Date() } = config;
  await readyDatabase(databaseUrl, migrations, { subgraph: 'auth', migrate: config.migrate });

  const sealer = new Sealer(config.masterKey);
  const passwords = await createPasswords(settings.passwords);
  const operators = operatorsOf(sealer, config.operatorEmails ?? []);
  const database = openDatabase(databaseUrl, {
    applicationName: 'auth',
    maxConnections: config.maxConnections,
  });
  const { sql } = database;
  const reloadedEveryMs = (settings.sessions.keyPublishedAheadSeconds * 1000) / 2;
  const keys = createKeyRing({ sql, sealer, now, reloadedEveryMs, logger });
  try {
    await ensureSigningKey({ sql, sealer, now: now() });
    // A wrong master key shows here and not at the first sign-in.
    await keys.signingKey();
  } catch (error) {
    await database.close();
    throw error;
  }

  const relay = startRelay({ databaseUrl, log: config.eventLog, logger, piece: 'auth' });
  const sweeping = startSweep({ sql, settings, now, logger });
  const auth: Auth = {
    database,
    relay,
    sealer,
    passwords,
    keys,
    attempts: createSignInAttempts(failuresFor(config.cache)),
    settings,
    operators,
    tellEnded: async (ids) => config.cache && tellEnded(config.cache, ids, accessTokenLivesMs),
    now,
    logger,
  };
  return {
    name: 'auth',
    schema: buildSchema(new URL('../schema.graphql', import.meta.url), resolvers),
    context: (request: RequestInfo): Context => ({ ...request, auth }),
    health: () => checkHealth({ database: () => sql`SELECT 1`, 'signing key': keys.signingKey }),
    stop: () => stopAll([sweeping, relay, { stop: () => database.close() }]),
    jwks: keys.find,
    keySet: keys.keySet,
  };
}

/** A memory of one process would forget them at its end, and count for itself. */
function failuresFor(cache: Cache | undefined): KeptFailures {
  return cache?.shared ? failuresInCache(cache) : failuresInDatabase;
}

function operatorsOf(sealer: Sealer, emails: readonly string[]): ReadonlySet<string> {
  return new Set(emails.map((address) => emailIndexOf(sealer, email.parse(address))));
}
