import { bounded } from '@outlay/service-kit/connection-bounds.ts';
import { postgresClient } from '@outlay/service-kit/postgres-client.ts';
import { steadyClient } from '@outlay/service-kit/steady-client.ts';
import type { Logger } from 'pino';
import type { Broker, TakenJob } from './broker.ts';
import type { DeadLetter, Depth } from './port.ts';
import { createQueueBells, jobsChannel } from './postgres-bell.ts';
import { type Source, startPulling } from './pull-worker.ts';
import { queueTables } from './tables.ts';

type Taken = TakenJob & { readonly place: string; readonly claims: number };

/** How much longer a claim holds than a try may take at most, so that its outcome can still be recorded. */
const marginMs = 5_000;

/**
 * Queues in a table of a PostgreSQL database.
 *
 *     waiting ──claim──▶ waiting, due again when the claim ends ──done──▶ deleted
 *        ▲                            │            │
 *        └──── failed, due later ─────┘            └── failed for good ──▶ dead letter
 *
 * A worker that dies leaves its claim to run out, and the job is due again by itself. Claims run on the
 * database's clock.
 */
export async function openPostgresBroker(
  url: string,
  options: { readonly logger: Logger; readonly pollMs?: number },
): Promise<Broker> {
  const { logger, pollMs = 5_000 } = options;
  const sql = steadyClient((steady) =>
    postgresClient(url, {
      max: 4,
      // A bound on every statement: what has an unknown outcome must end, so that it is done again.
      ...bounded({ application_name: 'queue' }, { statementMs: 15_000 }),
      onnotice: () => undefined,
      ...steady,
    }),
  );
  const bells = createQueueBells({ url, logger });

  const put: Broker['put'] = async (queue, jobs) => {
    await sql`
      WITH added AS (
        INSERT INTO queue_jobs (queue, id, body, traceparent)
        SELECT ${queue}, id, body::json, traceparent FROM unnest(
          ${jobs.map(({ id }) => id)}::text[],
          ${jobs.map(({ body }) => JSON.stringify(body))}::text[],
          ${jobs.map(({ traceparent }) => traceparent ?? null)}::text[]
        ) AS j (id, body, traceparent)
      )
      SELECT pg_notify(${jobsChannel}, ${queue})`;
    bells.ring(queue);
  };

  const sourceOf = (queue: string, claimMs: number): Source<Taken> => ({
    claim: (limit) => sql<Taken[]>`
      WITH due AS (
        SELECT place FROM queue_jobs
        WHERE queue = ${queue} AND died_at IS NULL AND due_at <= now()
        ORDER BY due_at LIMIT ${limit}
        FOR UPDATE SKIP LOCKED
      )
      UPDATE queue_jobs j
      SET attempts = j.attempts + 1, claims = j.claims + 1,
          due_at = now() + ${claimMs} * interval '1 millisecond'
      FROM due WHERE j.place = due.place
      RETURNING j.place, j.claims, j.id, j.body, j.traceparent, j.attempts AS attempt`,
    settle: async ({ place, claims, attempt }, verdict) => {
      if (verdict.kind === 'done') {
        await sql`DELETE FROM queue_jobs WHERE place = ${place} AND claims = ${claims}`;
      } else if (verdict.kind === 'again') {
        await sql`
          UPDATE queue_jobs
          SET due_at = now() + ${verdict.delayMs} * interval '1 millisecond',
              attempts = ${verdict.counts ? attempt : attempt - 1}
          WHERE place = ${place} AND claims = ${claims} AND died_at IS NULL`;
      } else {
        await sql`
          UPDATE queue_jobs SET died_at = now(), reason = ${verdict.reason}
          WHERE place = ${place} AND claims = ${claims} AND died_at IS NULL`;
      }
    },
    nextDueMs: async () => {
      const [next] = await sql<{ ms: number | null }[]>`
        SELECT (extract(epoch FROM min(due_at) - now()) * 1000)::float8 AS ms
        FROM queue_jobs WHERE queue = ${queue} AND died_at IS NULL`;
      return next?.ms ?? null;
    },
  });

  const take: Broker['take'] = (queue, { concurrency, timeoutMs }, onJob) => {
    const claimMs = timeoutMs + Math.min(timeoutMs, marginMs);
    const { bell, hush } = bells.bellFor(queue);
    const source = sourceOf(queue, claimMs);
    const worker = startPulling({ source, concurrency, onJob, bell, pollMs, claimMs, logger });
    return {
      async stop() {
        await worker.stop();
        hush();
      },
    };
  };

  const deadLetters: Broker['deadLetters'] = (queue, limit) => sql<DeadLetter[]>`
    SELECT id, body, attempts, reason, died_at AS "diedAt" FROM queue_jobs
    WHERE queue = ${queue} AND died_at IS NOT NULL ORDER BY died_at LIMIT ${limit}`;

  const replay: Broker['replay'] = async (queue, id) => {
    const replayed = await sql`
      WITH letters AS (
        DELETE FROM queue_jobs WHERE queue = ${queue} AND id = ${id} AND died_at IS NOT NULL
        RETURNING body, traceparent
      ), added AS (
        INSERT INTO queue_jobs (queue, id, body, traceparent)
        SELECT ${queue}, ${id}, body, traceparent FROM letters LIMIT 1
        RETURNING queue
      )
      SELECT pg_notify(${jobsChannel}, queue) FROM added`;
    bells.ring(queue);
    return replayed.count > 0;
  };

  const depth: Broker['depth'] = async (queue) => {
    const [counted] = await sql<Depth[]>`
      SELECT count(*) FILTER (WHERE died_at IS NULL AND due_at <= now())::int AS waiting,
             count(*) FILTER (WHERE died_at IS NOT NULL)::int AS dead
      FROM queue_jobs WHERE queue = ${queue}`;
    return counted ?? { waiting: 0, dead: 0 };
  };

  const close = async (): Promise<void> => {
    await bells.stop();
    await sql.end({ timeout: 5 });
  };

  /** Not where they are there, for then it may lack the right to make any. */
  const makeTables = async (): Promise<void> => {
    const [found] = await sql`SELECT to_regclass('queue_jobs') AS tables`;
    if (found?.['tables']) return;
    await sql.begin(async (tx) => {
      await tx`SELECT pg_advisory_xact_lock(hashtextextended('queue tables', 0))`;
      await tx.unsafe(queueTables);
    });
  };

  try {
    await makeTables();
  } catch (error) {
    await sql.end({ timeout: 0 });
    throw error;
  }
  return { put, take, deadLetters, replay, depth, close };
}
