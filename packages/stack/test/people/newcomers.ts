import { setTimeout as sleep } from 'node:timers/promises';
import { type Random, randomFrom } from '@outlay/testkit/seeded.ts';
import { failureOf, placesAndBook } from './asking.ts';
import { insist } from './insist.ts';
import { type Listed, placeFor } from './participant.ts';
import { newPerson, newSignUp, type Person } from './person.ts';
import { Writer } from './writer.ts';

/** Somebody who signed up in the middle of things; nothing of theirs is watched. */
export type Newcomer = {
  readonly bookId: string;
  readonly person: Person;
  readonly writer: Writer;
};

/** People who sign up one after the other, each asking again until they are answered, and spend something. */
export class Newcomers {
  readonly arrived: Newcomer[] = [];
  /** Sign-ups that failed, each of which was then sent again. */
  readonly failures: string[] = [];
  readonly #url: string;
  readonly #random: Random;
  readonly #pauseMs: number;

  constructor(url: string, random: Random, pauseMs: number) {
    this.#url = url;
    this.#random = random;
    this.#pauseMs = pauseMs;
  }

  async runUntil(ended: () => boolean, givenUp: () => boolean): Promise<void> {
    for (let number = 0; !ended(); number += 1) {
      const input = newSignUp();
      const person = await insist(givenUp, () => this.#signUp(input));
      if (!person) return;
      // Their book is on its way.
      const listed = await insist(givenUp, () => person.client.request<Listed>(placesAndBook));
      if (!listed) return;
      const random = randomFrom(this.#random.integer(0, 2 ** 31));
      const pace = { pauseMs: 0, imports: 0, repeats: 0.1 };
      const writer = new Writer(person, random, placeFor(listed), `newcomer-${number}`, pace);
      this.arrived.push({ bookId: listed.book.id, person, writer });
      await writer.splurge(givenUp);
      await sleep(this.#pauseMs);
    }
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
