import { backoffMs, pause } from '@outlay/event-log/backoff.ts';
import { type Bell, createBell } from '@outlay/event-log/bell.ts';
import { openSession } from '@outlay/event-log/session.ts';
import type { Logger } from 'pino';

/** What a statement notifies when it puts jobs in; the payload is the queue. */
export const jobsChannel = 'queue_jobs';

export type QueueBells = {
  /** Rings in this process, without the way over the database. */
  readonly ring: (queue: string) => void;
  /** A bell for one worker of a queue; `hush` takes it away. */
  readonly bellFor: (queue: string) => { readonly bell: Bell; readonly hush: () => void };
  readonly stop: () => Promise<void>;
};

/** One connection per process hears of jobs that others put in. It starts to listen with the first worker. */
export function createQueueBells({ url, logger }: { url: string; logger: Logger }): QueueBells {
  const stopping = new AbortController();
  const bells = new Map<Bell, string>();
  let listening: Promise<void> | undefined;

  const ring = (queue: string): void => {
    for (const [bell, of] of bells) if (of === queue) bell.ring();
  };

  const hear = async (heard: () => void): Promise<void> => {
    const session = await openSession(url, {
      name: 'queue',
      onNotify: (_channel, queue) => ring(queue),
    });
    try {
      await session.sql.unsafe(`LISTEN ${jobsChannel}`);
      heard();
      // Whatever was put in while nobody listened has rung for nobody.
      for (const bell of bells.keys()) bell.ring();
      await ended(AbortSignal.any([stopping.signal, session.lost]));
    } finally {
      await session.end();
    }
  };

  const listen = async (): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted;) {
      try {
        await hear(() => (failures = 0));
      } catch (error) {
        failures += 1;
        logger.warn({ err: error, failures }, 'Not hearing of new jobs; connecting again');
        await pause(backoffMs(failures), stopping.signal);
      }
    }
  };

  return {
    ring,
    bellFor: (queue) => {
      const bell = createBell();
      bells.set(bell, queue);
      listening ??= listen();
      return { bell, hush: () => void bells.delete(bell) };
    },
    stop: async () => {
      stopping.abort();
      await listening;
    },
  };
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
