import { homedir } from 'node:os';
import { join } from 'node:path';

/** The only reader of the environment in this package. */

/** The admin URL of the PostgreSQL that this test run uses, where one was started. */
export function testPostgresUrl(): string | undefined {
  return process.env['OUTLAY_TEST_POSTGRES'] || undefined;
}

/** Hands the URL to every process started from here on. */
export function shareTestPostgresUrl(url: string): void {
  process.env['OUTLAY_TEST_POSTGRES'] = url;
}

export type EngineName = 'KAFKA' | 'REDIS' | 'RABBITMQ';

/** The URL of an engine that this test run uses, where one was started or given. */
export function testEngineUrl(name: EngineName): string | undefined {
  return process.env[`OUTLAY_TEST_${name}`] || undefined;
}

/** Hands the URL to every process started from here on. */
export function shareTestEngineUrl(name: EngineName, url: string): void {
  process.env[`OUTLAY_TEST_${name}`] = url;
}

/** The Kafka to start: a version of Maven Central, or `3` or `4` for the one that is tested with. */
export function testKafkaVersion(): string | undefined {
  return process.env['OUTLAY_TEST_KAFKA_VERSION'] || undefined;
}

/** What an engine is started with, so that no setting of the caller's reaches it. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, JAVA_HOME, TMPDIR } = process.env;
  return { PATH, HOME, JAVA_HOME, TMPDIR, LC_ALL: 'C.UTF-8', TZ: 'UTC' };
}

/** What programs are started with that reach for a registry, and may need a proxy or certificates. */
export function callersEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}

/** Where what was fetched stays between runs: https://specifications.freedesktop.org/basedir-spec/ */
export function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'outlay');
}

/** The seed to repeat a random test with: a whole number below 2^32. */
export function testSeed(): number | undefined {
  const text = process.env['OUTLAY_TEST_SEED'];
  if (!text) return undefined;
  const seed = Number(text);
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) return seed;
  throw new RangeError(`OUTLAY_TEST_SEED must be a whole number below 2^32, not ${text}`);
}
