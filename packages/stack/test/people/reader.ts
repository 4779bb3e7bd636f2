import { setTimeout as sleep } from 'node:timers/promises';
import * as operations from '../../src/demo/operations.ts';
import { failureOf } from './asking.ts';
import { insist } from './insist.ts';
import type { Participant } from './participant.ts';

/** A request that was answered; times are `performance.now()`. */
export type Answered = { readonly sentAt: number; readonly at: number };

/** Somebody who goes on looking at the month's report, and asks again until there is an answer. */
export class Reader {
  readonly answered: Answered[] = [];
  /** Requests that failed, each of which was then sent again. */
  readonly failures: string[] = [];
  /** Requests that were given up before they were answered. */
  readonly unanswered: string[] = [];
  readonly #person: Participant['person'];
  readonly #pauseMs: number;

  constructor({ person }: Pick<Participant, 'person'>, pauseMs: number) {
    this.#person = person;
    this.#pauseMs = pauseMs;
  }

  /** Begins nothing more once `ended`, and no longer waits for an answer once `givenUp`. */
  async runUntil(ended: () => boolean, givenUp: () => boolean): Promise<void> {
    while (!ended()) {
      const sentAt = performance.now();
      const report = await insist(
        givenUp,
        () => this.#ask(),
        (lastHeard) => this.unanswered.push(`report: ${lastHeard}`),
      );
      if (report !== null) this.answered.push({ sentAt, at: performance.now() });
      await sleep(this.#pauseMs);
    }
  }

  async #ask(): Promise<object> {
    try {
      await this.#person.staySignedIn();
      return await this.#person.client.request<object>(operations.report, { period: 'MONTH' });
    } catch (error) {
      this.failures.push(`report: ${failureOf(error)}`);
      throw error;
    }
  }
}
