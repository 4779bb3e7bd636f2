import { setTimeout as sleep } from 'node:timers/promises';
import { type Participant, type Part, takePart } from './participant.ts';

/** A write and what it led to; times are `performance.now()`. */
export type Round = {
  readonly sentAt: number;
  /** Undefined while nothing was seen of it. */
  alertedAt?: number;
};

/**
 * Somebody who crosses a budget, waits for the alert, takes the expense back, waits for the alert, and so
 * on: as long as both flow the rounds follow each other.
 */
export class Pulse implements AsyncDisposable {
  readonly rounds: Round[] = [];
  readonly participant: Participant;
  readonly #pauseMs: number;

  private constructor(participant: Participant, pauseMs: number) {
    this.participant = participant;
    this.#pauseMs = pauseMs;
  }

  static async start(url: string, part: Part): Promise<Pulse> {
    const participant = await takePart(url, { ...part, thresholds: [100] });
    return new Pulse(participant, part.pace.pauseMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.participant.stop();
  }

  /** Begins no write once `ended`, and no longer waits for answers and alerts once `givenUp`. */
  async runUntil(ended: () => boolean, givenUp: () => boolean): Promise<void> {
    const { writer } = this.participant;
    while (!ended()) {
      const spent = await this.#round(givenUp, () => writer.splurge(givenUp));
      if (spent === null) continue;
      await this.#round(givenUp, () => writer.remove(givenUp, spent));
    }
  }

  /** Gives the id of the transaction that the write made. */
  async #round(
    givenUp: () => boolean,
    write: () => Promise<string | null>,
  ): Promise<string | null> {
    const round: Round = { sentAt: performance.now() };
    this.rounds.push(round);
    const id = await write();
    if (id === null) return null;
    if (await this.participant.alerts.tells(id, givenUp)) round.alertedAt = performance.now();
    await sleep(this.#pauseMs);
    return id;
  }
}
