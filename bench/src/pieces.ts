import { environmentWithoutBudgets } from '@outlay/gateway/guards/without-budgets.ts';
import { startKafka } from '@outlay/testkit/engines/kafka.ts';
import { startRabbitmq } from '@outlay/testkit/engines/rabbitmq.ts';
import { startRedis } from '@outlay/testkit/engines/redis.ts';
import { startTestPostgres } from '@outlay/testkit/test-postgres.ts';
import postgres from 'postgres';
import { type Piece, startPiece } from '../../packages/stack/test/story/processes.ts';

export type RunningPieces = {
  readonly url: string;
  /** Process ids of the pieces, with their names. */
  readonly named: ReadonlyMap<number, string>;
  readonly databaseUrl: (subgraph: string) => string;
  readonly stop: () => Promise<void>;
};

const subgraphs = ['auth', 'user', 'ledger', 'reporting', 'notification'] as const;
const shared = {
  GATEWAY_SECRET: 'a secret that only gateway and subgraphs know',
  MASTER_KEY: 'the same long master key for every one of them',
  LOG_LEVEL: 'info',
};

/** Every piece a process of its own, on PostgreSQL, Kafka, Redis and RabbitMQ, as it is deployed. */
export async function startPieces(): Promise<RunningPieces> {
  const engines = await Promise.all([
    startTestPostgres(),
    startKafka(),
    startRedis(),
    startRabbitmq(),
  ]);
  const [database, kafka, redis, rabbitmq] = engines;
  const databaseUrl = (name: string): string => {
    const url = new URL(database.adminUrl);
    url.pathname = `/${name}`;
    return url.href;
  };
  const admin = postgres(database.adminUrl, { max: 1, onnotice: () => {} });
  for (const name of subgraphs) await admin.unsafe(`CREATE DATABASE "${name}"`);
  await admin.end();

  const pieces = new Map<string, Piece>();
  for (const name of subgraphs) {
    const piece = await startPiece(`subgraphs/${name}/src/main.ts`, {
      ...shared,
      DATABASE_URL: databaseUrl(name),
      EVENT_LOG_URL: kafka.url,
      CACHE_URL: redis.url,
      ...(name === 'notification' && { QUEUE_URL: rabbitmq.url, CONSOLE_FILE: '/dev/null' }),
    });
    pieces.set(name, piece);
  }
  const urlOf = (name: string): string => pieces.get(name)!.url;
  const gateway = await startPiece('gateway/src/main.ts', {
    ...shared,
    CACHE_URL: redis.url,
    JWKS_URL: `${urlOf('auth')}/.well-known/jwks.json`,
    ...environmentWithoutBudgets,
    ...Object.fromEntries(
      subgraphs.map((name) => [`${name.toUpperCase()}_URL`, urlOf(name).replace('http', 'ws')]),
    ),
  });
  pieces.set('gateway', gateway);
  return {
    url: `${gateway.url}/graphql`,
    named: new Map([...pieces].map(([name, { process }]) => [process.pid!, name])),
    databaseUrl,
    stop: async () => {
      await Promise.all([...pieces.values()].map((piece) => piece.stop()));
      await Promise.all(engines.map((engine) => engine[Symbol.asyncDispose]()));
    },
  };
}
