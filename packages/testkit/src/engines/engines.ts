import {
  shareTestEngineUrl,
  shareTestPostgresUrl,
  testEngineUrl,
  testPostgresUrl,
  type EngineName,
} from '../config.ts';
import { startTestPostgres } from '../test-postgres.ts';
import type { Engine } from './engine.ts';
import { startKafka } from './kafka.ts';
import { startRabbitmq } from './rabbitmq.ts';
import { startRedis } from './redis.ts';

const starters: Record<EngineName, () => Promise<Engine>> = {
  KAFKA: startKafka,
  REDIS: startRedis,
  RABBITMQ: startRabbitmq,
};

/**
 * Starts the engines that the run was not given, PostgreSQL among them, and hands their URLs to every
 * process started from here on. When one cannot be started, the others are stopped and its error is
 * thrown.
 */
export async function startEngines(): Promise<readonly AsyncDisposable[]> {
  const names = Object.keys(starters) as EngineName[];
  const starting = names
    .filter((name) => !testEngineUrl(name))
    .map(async (name): Promise<AsyncDisposable> => {
      const engine = await starters[name]();
      shareTestEngineUrl(name, engine.url);
      return engine;
    });
  if (!testPostgresUrl()) {
    starting.push(
      startTestPostgres().then((postgres) => {
        shareTestPostgresUrl(postgres.adminUrl);
        return postgres;
      }),
    );
  }
  const results = await Promise.allSettled(starting);
  const started = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = results.find((one) => one.status === 'rejected');
  if (!failed) return started;
  await Promise.all(started.map((engine) => engine[Symbol.asyncDispose]()));
  throw failed.reason;
}
