import { createBell, type Bell } from '@outlay/event-log/bell.ts';
import type { Logger } from 'pino';
import type { Broker, TakenJob, WireJob } from './broker.ts';
import type { DeadLetter } from './port.ts';
import { type Source, startPulling } from './pull-worker.ts';

type Entry = {
  readonly job: WireJob;
  attempts: number;
  /** On the clock of `performance.now()`; Infinity while a worker has it. */
  dueAt: number;
};
type Taken = TakenJob & { readonly entry: Entry };
type Kept = {
  readonly entries: Set<Entry>;
  readonly dead: Set<DeadLetter & { readonly job: WireJob }>;
  readonly bells: Set<Bell>;
};

/** The queues of one process, kept only as long as the process lives. For tests. */
export function memoryBroker(logger: Logger): Broker {
  const queues = new Map<string, Kept>();

  const keptOf = (queue: string): Kept => {
    const kept = queues.get(queue) ?? { entries: new Set(), dead: new Set(), bells: new Set() };
    queues.set(queue, kept);
    return kept;
  };

  const add = (queue: string, job: WireJob): void => {
    const { entries, bells } = keptOf(queue);
    entries.add({ job, attempts: 0, dueAt: performance.now() });
    for (const bell of bells) bell.ring();
  };

  const sourceOf = ({ entries, dead, bells }: Kept): Source<Taken> => ({
    claim: async (limit) => {
      const due = [...entries].filter(({ dueAt }) => dueAt <= performance.now()).slice(0, limit);
      return due.map((entry) => {
        entry.attempts += 1;
        entry.dueAt = Infinity;
        return { ...entry.job, attempt: entry.attempts, entry };
      });
    },
    settle: async ({ entry }, verdict) => {
      if (verdict.kind === 'again') {
        entry.dueAt = performance.now() + verdict.delayMs;
        if (!verdict.counts) entry.attempts -= 1;
        for (const bell of bells) bell.ring();
        return;
      }
      entries.delete(entry);
      if (verdict.kind === 'done') return;
      const { job, attempts } = entry;
      const { id, body } = job;
      dead.add({ id, body, attempts, reason: verdict.reason, diedAt: new Date(), job });
    },
    nextDueMs: async () => {
      const next = Math.min(...[...entries].map(({ dueAt }) => dueAt));
      return next === Infinity ? null : next - performance.now();
    },
  });

  return {
    put: async (queue, jobs) => {
      // A copy as JSON, as any other broker would make it: nobody shares objects through a queue.
      for (const job of JSON.parse(JSON.stringify(jobs)) as WireJob[]) add(queue, job);
    },
    take: (queue, { concurrency }, onJob) => {
      const kept = keptOf(queue);
      const bell = createBell();
      kept.bells.add(bell);
      const source = sourceOf(kept);
      const worker = startPulling({
        source,
        concurrency,
        onJob,
        bell,
        pollMs: 1_000,
        claimMs: 0,
        logger,
      });
      return {
        async stop() {
          await worker.stop();
          kept.bells.delete(bell);
        },
      };
    },
    deadLetters: async (queue, limit) =>
      [...keptOf(queue).dead].slice(0, limit).map(({ job: _job, ...letter }) => letter),
    replay: async (queue, id) => {
      const { dead } = keptOf(queue);
      const found = [...dead].filter((letter) => letter.id === id);
      for (const letter of found) dead.delete(letter);
      if (found[0]) add(queue, found[0].job);
      return found.length > 0;
    },
    depth: async (queue) => {
      const { entries, dead } = keptOf(queue);
      const waiting = [...entries].filter(({ dueAt }) => dueAt <= performance.now()).length;
      return { waiting, dead: dead.size };
    },
    close: async () => {},
  };
}
