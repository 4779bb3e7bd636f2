import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 50;

/** Asks until there is an answer; null when that was given up before. */
export async function insist<Answer>(
  givenUp: () => boolean,
  ask: () => Promise<Answer>,
): Promise<Answer | null> {
  for (;;) {
    try {
      return await ask();
    } catch {
      if (givenUp()) return null;
      await sleep(pauseMs);
    }
  }
}
