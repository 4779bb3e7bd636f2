import { setTimeout as sleep } from 'node:timers/promises';
import { type Random, randomFrom } from '@outlay/testkit/seeded.ts';
import { failureOf, places } from './asking.ts';
import { insist } from './insist.ts';
import { type Listed, placeFor } from './participant.ts';
import { newPerson, newSignUp, type Person } from './person.ts';
import { Writer } from './writer.ts';

/** Somebody who signed up in the middle of things; nothing of theirs is watched. */
export type Newcomer = {
  readonly bookId: string;
  readonly person: Person;
  /** What they know of their writes. */
  readonly writer: Pick<Writer, 'acknowledged' | 'keys' | 'surprises' | 'failures' | 'unanswered'>;
};

/** How many sign up side by side, and the pause after each. */
export type Rush = { readonly atOnce: number; readonly pauseMs: number };

const pace = { pauseMs: 0, imports: 0, repeats: 0.1 };

/** People who sign up one after the other, each asking again until they are answered, and spend something. */
export class Newcomers {
  readonly arrived: Newcomer[] = [];
  /** Sign-ups that failed, each of which was then sent again. */
  readonly failures: string[] = [];
  /** Sign-ups that were given up before they were answered. */
  readonly unanswered: string[] = [];
  readonly #url: string;
  readonly #random: Random;
  readonly #rush: Rush;

  constructor(url: string, random: Random, rush: Rush) {
    this.#url = url;
    this.#random = random;
    this.#rush = rush;
  }

  async runUntil(ended: () => boolean, givenUp: () => boolean): Promise<void> {
    const { atOnce, pauseMs } = this.#rush;
    const queue = async (): Promise<void> => {
      while (!ended()) {
        await this.#arrive(givenUp);
        await sleep(pauseMs);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, queue));
  }

  async #arrive(givenUp: () => boolean): Promise<void> {
    const input = newSignUp();
    const person = await insist(
      givenUp,
      () => this.#signUp(input),
      (lastHeard) => this.unanswered.push(`sign-up: ${lastHeard}`),
    );
    if (!person) return;
    const unanswered: string[] = [];
    const known = {
      acknowledged: [],
      keys: new Set<string>(),
      surprises: [],
      failures: [],
      unanswered,
    };
    const place = this.arrived.push({ bookId: person.bookId, person, writer: known }) - 1;
    // Their book is on its way.
    const listed = await insist(
      givenUp,
      () => person.client.request<Listed>(places),
      (lastHeard) => unanswered.push(`accounts and categories: ${lastHeard}`),
    );
    if (!listed) return;
    const random = randomFrom(this.#random.integer(0, 2 ** 31));
    const writer = new Writer(person, random, placeFor(listed), `newcomer-${place}`, pace);
    this.arrived[place] = { bookId: person.bookId, person, writer };
    await writer.splurge(givenUp);
  }

  async #signUp(input: ReturnType<typeof newSignUp>): Promise<Person> {
    try {
      return await newPerson(this.#url, input);
    } catch (error) {
      this.failures.push(failureOf(error));
      throw error;
    }
  }
}
