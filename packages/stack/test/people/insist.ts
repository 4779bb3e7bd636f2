import { setTimeout as sleep } from 'node:timers/promises';
import { failureOf } from './asking.ts';

const pauseMs = 50;

/**
 * Asks until there is an answer; null when that was given up before, of which `onGivenUp` is told, with
 * the last that was heard. A request under way that is never answered is given up as well.
 */
export async function insist<Answer>(
  givenUp: () => boolean,
  ask: () => Promise<Answer>,
  onGivenUp: (lastHeard: string) => void = () => {},
): Promise<Answer | null> {
  for (let lastHeard = 'nothing'; ;) {
    try {
      const asked = await orGivenUp(givenUp, ask());
      if (asked) return asked.answer;
    } catch (error) {
      lastHeard = failureOf(error);
    }
    if (givenUp()) {
      onGivenUp(lastHeard);
      return null;
    }
    await sleep(pauseMs);
  }
}

async function orGivenUp<Answer>(
  givenUp: () => boolean,
  asked: Promise<Answer>,
): Promise<{ answer: Answer } | null> {
  const impatience = Promise.withResolvers<null>();
  const looking = setInterval(() => givenUp() && impatience.resolve(null), pauseMs);
  try {
    return await Promise.race([asked.then((answer) => ({ answer })), impatience.promise]);
  } finally {
    clearInterval(looking);
  }
}
