import { setTimeout as sleep } from 'node:timers/promises';
import * as operations from '../../src/demo/operations.ts';
import { failureOf } from '../people/asking.ts';
import type { Participant } from '../people/participant.ts';

/** Somebody who goes on looking at the month's report, and never asks twice for one answer. */
export class Reader {
  readonly failures: string[] = [];
  answered = 0;
  readonly #participant: Participant;

  constructor(participant: Participant) {
    this.#participant = participant;
  }

  async runUntil(ended: () => boolean, pauseMs: number): Promise<void> {
    const { client } = this.#participant.person;
    while (!ended()) {
      try {
        await client.request(operations.report, { period: 'MONTH' });
        this.answered += 1;
      } catch (error) {
        this.failures.push(`report: ${failureOf(error)}`);
      }
      await sleep(pauseMs);
    }
  }
}
