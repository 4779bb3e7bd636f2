import { stopAll } from '@outlay/service-kit/lifecycle.ts';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import { startKafka } from '@outlay/testkit/engines/kafka.ts';
import { startRabbitmq } from '@outlay/testkit/engines/rabbitmq.ts';
import { startRedis } from '@outlay/testkit/engines/redis.ts';
import { allOrNone } from '../faults/all-or-none.ts';

/** What a fleet stands on beside its databases. */
export type Ground = AsyncDisposable & {
  /** The URL of the event log. */
  readonly log: string;
  /** What every piece is told of the other engines. */
  readonly environment: Readonly<Record<string, string>>;
};

/** As little as Outlay runs on: the log and the queue in PostgreSQL, and nothing shared in memory. */
export async function onPostgres(): Promise<Ground> {
  const log = await createTestDatabase('event_log');
  return { log: log.url, environment: {}, [Symbol.asyncDispose]: log.drop };
}

/** As it is shipped: Kafka, Redis and RabbitMQ. */
export async function onEngines(): Promise<Ground> {
  const engines = await allOrNone([startKafka(), startRedis(), startRabbitmq()]);
  const [kafka, redis, rabbitmq] = engines;
  return {
    log: `${kafka.url}?partitions=6`,
    environment: { CACHE_URL: redis.url, QUEUE_URL: rabbitmq.url },
    [Symbol.asyncDispose]: () => stopAll(engines.map(({ discard }) => ({ stop: discard }))),
  };
}
