import { setTimeout as delay } from 'node:timers/promises';
import { backoffMs, pause } from '@outlay/event-log/backoff.ts';
import type { Bell } from '@outlay/event-log/bell.ts';
import type { Logger } from 'pino';
import type { TakenJob, Verdict } from './broker.ts';
import type { Worker } from './port.ts';

/** A queue that workers take jobs from, where RabbitMQ brings them. */
export type Source<Taken extends TakenJob> = {
  /** Takes jobs that are due, so that nobody else gets them. */
  readonly claim: (limit: number) => Promise<Taken[]>;
  readonly settle: (job: Taken, verdict: Verdict) => Promise<void>;
  /** Milliseconds until the next one is due; null when none waits. */
  readonly nextDueMs: () => Promise<number | null>;
};

export type PullOptions<Taken extends TakenJob> = {
  readonly source: Source<Taken>;
  readonly concurrency: number;
  readonly onJob: (job: TakenJob) => Promise<Verdict>;
  /** Rung when there may be something new. */
  readonly bell: Bell;
  /** How long a job waits at most when every ring got lost. */
  readonly pollMs: number;
  /** How long a claim holds. So long the verdict is tried to be recorded; then the job comes again by itself. */
  readonly claimMs: number;
  readonly logger: Logger;
};

/** Takes jobs as long as there is a free hand, looks when it is rung, and outlives what fails meanwhile. */
export function startPulling<Taken extends TakenJob>(options: PullOptions<Taken>): Worker {
  const { source, concurrency, onJob, bell, pollMs, claimMs, logger } = options;
  const stopping = new AbortController();
  const inHand = new Set<Promise<void>>();

  const run = async (): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted;) {
      try {
        await round();
        failures = 0;
      } catch (error) {
        failures += 1;
        logger.warn({ err: error, failures }, 'Could not look for jobs');
        await pause(backoffMs(failures), stopping.signal);
      }
    }
    await Promise.all(inHand);
  };

  const round = async (): Promise<void> => {
    const free = concurrency - inHand.size;
    const taken = free > 0 ? await source.claim(free) : [];
    for (const job of taken) {
      const work = doOne(job).finally(() => {
        inHand.delete(work);
        bell.ring();
      });
      inHand.add(work);
    }
    if (inHand.size >= concurrency) await bell.wait(pollMs, stopping.signal);
    // Having taken some, it looks for more before it rests.
    else if (taken.length === 0) {
      const dueMs = await source.nextDueMs();
      await bell.wait(Math.max(1, Math.min(dueMs ?? pollMs, pollMs)), stopping.signal);
    }
  };

  const doOne = async (job: Taken): Promise<void> => {
    const deadline = performance.now() + claimMs;
    const verdict = await onJob(job);
    for (let failures = 1; ; failures += 1) {
      try {
        return await source.settle(job, verdict);
      } catch (error) {
        logger.error({ err: error, job: job.id, failures }, 'Could not say what became of a job');
        if (performance.now() >= deadline) return;
        await delay(backoffMs(failures));
      }
    }
  };

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
