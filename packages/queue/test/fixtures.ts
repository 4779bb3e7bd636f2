import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { testEngineUrl } from '@outlay/testkit/config.ts';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import { pino } from 'pino';
import postgres from 'postgres';
import { Connection } from 'rabbitmq-client';
import { z } from 'zod';
import { defineJob, type JobContract } from '../src/contract.ts';
import { openQueue } from '../src/open.ts';
import type { NewJob, Queue, WorkRules } from '../src/port.ts';
import { deadQueue, mainQueue, retryQueue } from '../src/rabbitmq-topology.ts';
import { retryDelaysMs } from '../src/retry-delay.ts';

export const logger = pino({ level: 'silent' });

const greeting = z.object({ name: z.string(), more: z.unknown().optional() });
export type Greeting = z.output<typeof greeting>;
export type Greetings = JobContract<typeof greeting>;

/** A queue of its own for each test, since RabbitMQ's outlive them. */
export function greetings(): Greetings {
  const contract = defineJob(`test.${randomBytes(6).toString('hex')}`, greeting);
  made.push(contract.queue);
  return contract;
}
const made: string[] = [];

/** Tries come quickly. */
export const rules: WorkRules = {
  concurrency: 4,
  retry: { attempts: 3, baseMs: 20, capMs: 100 },
  timeoutMs: 5_000,
};

/** Pauses that can be told apart. */
export const slowRetry = { attempts: 4, baseMs: 100, capMs: 10_000 };

/** As many tries as a day's outage takes. */
export const patientRetry = { attempts: 60, baseMs: 1, capMs: 8 };

/** Pauses as long as they get. */
export const hourlyRetry = { attempts: 60, baseMs: 3_600_000, capMs: 3_600_000 };

export const greet = (id: string): NewJob<Greeting> => ({ id, body: { name: `name of ${id}` } });

export const ids = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `job ${index + 1}`);

export type OpenedQueue = AsyncDisposable & {
  readonly url: string;
  readonly queue: Queue;
  /** The queue as another process has it. */
  readonly again: () => Promise<Queue>;
  /** Takes the broker away, as a crash or an outage would; gives the way to bring it back. */
  readonly outage: () => Promise<() => Promise<void>>;
};

export type Adapter = {
  readonly name: string;
  readonly open: () => Promise<OpenedQueue>;
};

const memoryAdapter: Adapter = {
  name: 'memory',
  async open() {
    const queue = await openQueue('memory:', { logger });
    return {
      url: 'memory:',
      queue,
      again: async () => queue,
      outage: () => Promise.reject(new Error('Memory does not go away')),
      [Symbol.asyncDispose]: () => queue.stop(),
    };
  },
};

export const postgresAdapter: Adapter = {
  name: 'postgres',
  async open() {
    const database = await createTestDatabase('queue');
    const opened = await openSeveral(database.url);
    return {
      ...opened,
      outage: () => shut(database.url),
      async [Symbol.asyncDispose]() {
        await opened.stop();
        await database.drop();
      },
    };
  },
};

/** RabbitMQ as the run was given it; shared, so a test can't take it away. */
function rabbitmqAdapter(url: string): Adapter {
  return {
    name: 'rabbitmq',
    async open() {
      const opened = await openSeveral(url);
      return {
        ...opened,
        outage: () => Promise.reject(new Error('This RabbitMQ is for everybody')),
        async [Symbol.asyncDispose]() {
          await opened.stop();
          await deleteLeft(url);
        },
      };
    },
  };
}

export async function openSeveral(url: string) {
  const queues: Queue[] = [];
  const again = async (): Promise<Queue> => {
    const queue = await openQueue(url, { logger, pollMs: 500 });
    queues.push(queue);
    return queue;
  };
  return {
    url,
    queue: await again(),
    again,
    stop: async () => void (await Promise.all(queues.map((queue) => queue.stop()))),
  };
}

/** Where RabbitMQ is, when the run was given one. */
export const rabbitmqUrl: string | undefined = testEngineUrl('RABBITMQ');

/** For suites that need RabbitMQ: why they are skipped, if they are. */
export const withoutRabbitmq: string | false = rabbitmqUrl
  ? false
  : 'needs RabbitMQ: npm run test:engines';

export const adapters: readonly Adapter[] = [
  memoryAdapter,
  postgresAdapter,
  ...(rabbitmqUrl ? [rabbitmqAdapter(rabbitmqUrl)] : []),
];

/** Shuts a database to everybody and ends their connections, as a restart would, until told otherwise. */
async function shut(url: string): Promise<() => Promise<void>> {
  const admin = new URL(url);
  const database = admin.pathname.slice(1);
  admin.pathname = '/postgres';
  const sql = postgres(admin.href, { max: 1 });
  await sql.unsafe(`ALTER DATABASE ${database} ALLOW_CONNECTIONS false`);
  await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${database}`;
  return async () => {
    await sql.unsafe(`ALTER DATABASE ${database} ALLOW_CONNECTIONS true`);
    await sql.end();
  };
}

/** Deletes what tests left on a RabbitMQ that is not theirs. */
async function deleteLeft(url: string): Promise<void> {
  const connection = new Connection(url);
  const pauses = [rules.retry, slowRetry, patientRetry, hourlyRetry].flatMap(retryDelaysMs);
  for (const name of made.splice(0)) {
    const queues = [mainQueue(name), deadQueue(name), ...pauses.map((ms) => retryQueue(name, ms))];
    for (const { queue } of queues) await connection.queueDelete(queue);
  }
  await connection.close();
}

/** Puts jobs in as a careful producer does: again and again until it is certain that they are kept. */
export async function enqueueSurely(
  queue: Queue,
  contract: Greetings,
  jobs: readonly NewJob<Greeting>[],
): Promise<void> {
  for (;;) {
    try {
      return await queue.enqueue(contract, jobs);
    } catch {
      await delay(50);
    }
  }
}
