import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '@outlay/testkit/seeded.ts';
import * as operations from '../../src/demo/operations.ts';
import { GraphError } from '../../src/graph-client.ts';
import {
  decimal,
  editExpense,
  failureOf,
  importStatement,
  previewStatement,
  removeExpense,
} from './asking.ts';
import { insist } from './insist.ts';
import type { Person } from './person.ts';

/** A write that was answered with success, so it must be there for good. Times are `performance.now()`. */
export type Acknowledged = {
  readonly key: string;
  readonly sentAt: number;
  readonly at: number;
  /** What was posted under the key; an import posts its rows under keys of their own. */
  readonly transactionId?: string;
  /** Descriptions that nothing else has, each of a transaction that the write posted. */
  readonly descriptions: readonly string[];
};

type Posted = { readonly transaction: { readonly id: string } };
type Taken = { readonly reversal: { readonly id: string } };
type Sent<Data> = Pick<Acknowledged, 'key' | 'sentAt' | 'at'> & { readonly data: Data };

/** Problems that a right request never gets; anything else may be a fault, and is tried again. */
const refusals = new Set(['InvalidInput', 'NotFound', 'IdempotencyConflict', 'AlreadyReversed']);

export type Place = { readonly accountId: string; readonly categoryId: string };

export type Pace = {
  /** Between two writes. */
  readonly pauseMs: number;
  /** How often a write is the import of a statement. */
  readonly imports: number;
  /** How often an answered request is sent once more under its key. */
  readonly repeats: number;
};

/**
 * Somebody who goes on recording, correcting, removing and importing expenses around the limit of a
 * budget, and who sends a request again under the same key until it is answered.
 */
export class Writer {
  readonly acknowledged: Acknowledged[] = [];
  /** Every key that was ever sent. */
  readonly keys = new Set<string>();
  /** What right requests were refused with, and answers that changed when asked for again. */
  readonly surprises: string[] = [];
  /** Requests that failed, each of which was then sent again. */
  readonly failures: string[] = [];
  /** Requests that were given up before they were answered. */
  readonly unanswered: string[] = [];
  readonly #person: Person;
  readonly #random: Random;
  readonly #place: Place;
  readonly #name: string;
  readonly #pace: Pace;
  /** Expenses that count, with their amounts in cents. */
  readonly #standing = new Map<string, number>();

  constructor(person: Person, random: Random, place: Place, name: string, pace: Pace) {
    this.#person = person;
    this.#random = random;
    this.#place = place;
    this.#name = name;
    this.#pace = pace;
  }

  /** Begins nothing more once `ended`, and no longer waits for an answer once `givenUp`. */
  async runUntil(ended: () => boolean, givenUp: () => boolean): Promise<void> {
    while (!ended()) {
      await this.#step(givenUp);
      await sleep(this.#random.integer(0, 2 * this.#pace.pauseMs));
    }
  }

  /** One expense that crosses the budget at once; gives its transaction's id. */
  async splurge(givenUp: () => boolean = () => false): Promise<string | null> {
    return this.#add(givenUp, 12_000);
  }

  async #step(givenUp: () => boolean): Promise<void> {
    const spent = [...this.#standing.values()].reduce((total, cents) => total + cents, 0);
    const old = this.#standing.size > 0 ? this.#random.pick([...this.#standing.keys()]) : null;
    if (this.#random.chance(this.#pace.imports)) return this.#import(givenUp);
    // Hovers around the limit of 100, so that it is crossed and recovered again and again.
    if (old && spent > 12_000) return void (await this.remove(givenUp, old));
    if (old && this.#random.chance(0.2)) return this.#edit(givenUp, old);
    if (old && this.#random.chance(0.15)) return void (await this.remove(givenUp, old));
    await this.#add(givenUp, this.#random.integer(500, 4_000));
  }

  async #add(givenUp: () => boolean, cents: number): Promise<string | null> {
    const input = { amount: { amount: decimal(cents) }, ...this.#place };
    const sent = await this.#send<Posted>(givenUp, operations.addExpense, (key) => ({
      ...input,
      description: key,
    }));
    if (!sent) return null;
    this.#count(sent, cents);
    return sent.data.transaction.id;
  }

  async #edit(givenUp: () => boolean, id: string): Promise<void> {
    const cents = this.#random.integer(500, 4_000);
    this.#standing.delete(id);
    const sent = await this.#send<Posted>(givenUp, editExpense, (key) => ({
      id,
      amount: { amount: decimal(cents) },
      description: key,
    }));
    if (sent) this.#count(sent, cents);
  }

  /** Takes an expense back; gives the reversal's id. */
  async remove(givenUp: () => boolean, id: string): Promise<string | null> {
    this.#standing.delete(id);
    const sent = await this.#send<Taken>(givenUp, removeExpense, () => ({ id }));
    if (!sent) return null;
    const transactionId = sent.data.reversal.id;
    this.#acknowledge(sent, { transactionId, descriptions: [] });
    return transactionId;
  }

  /** Rows that no budget watches, each of its own words. */
  async #import(givenUp: () => boolean): Promise<void> {
    const name = `${this.#name}-statement-${this.keys.size}`;
    const rows = Array.from({ length: this.#random.integer(3, 25) }, (_, row) => `${name}-${row}`);
    const lines = rows.map((words) => `${today()};${words};-${this.#random.integer(1, 9)},50`);
    const content = ['Date;Description;Amount', ...lines].join('\n');
    const preview = await this.#insist(givenUp, () =>
      this.#person.client.mutate<{ id: string }>(previewStatement, {
        accountId: this.#place.accountId,
        fileName: `${name}.csv`,
        contentBase64: Buffer.from(content).toString('base64'),
      }),
    );
    if (!preview) return;
    const previewId = preview.id;
    const sent = await this.#send<object>(givenUp, importStatement, () => ({ previewId }));
    if (sent) this.#acknowledge(sent, { descriptions: rows });
  }

  #count(sent: Sent<Posted>, cents: number): void {
    const transactionId = sent.data.transaction.id;
    this.#acknowledge(sent, { transactionId, descriptions: [sent.key] });
    this.#standing.set(transactionId, cents);
  }

  #acknowledge(
    { key, sentAt, at }: Sent<unknown>,
    made: Pick<Acknowledged, 'transactionId' | 'descriptions'>,
  ): void {
    this.acknowledged.push({ key, sentAt, at, ...made });
  }

  /** Null when it was given up before it was answered (then it may be there or not), or was refused. */
  async #send<Data>(
    givenUp: () => boolean,
    mutation: string,
    inputFor: (key: string) => Record<string, unknown>,
  ): Promise<Sent<Data> | null> {
    const key = `${this.#name}-${this.keys.size}`;
    this.keys.add(key);
    const sentAt = performance.now();
    const ask = () => {
      const input = { ...inputFor(key), idempotencyKey: key };
      return this.#person.client.mutate<Data>(mutation, input);
    };
    const data = await this.#insist(givenUp, ask);
    if (data === null) return null;
    const at = performance.now();
    // Sent once more under the same key, it must be answered the same and change nothing.
    if (this.#random.chance(this.#pace.repeats)) {
      const again = await this.#insist(givenUp, ask);
      if (again && JSON.stringify(again) !== JSON.stringify(data)) {
        this.surprises.push(`${key} was answered differently when it was sent again`);
      }
    }
    return { key, sentAt, at, data };
  }

  /** Asks until there is an answer; null when that was given up, or a right request was refused. */
  #insist<Data>(givenUp: () => boolean, ask: () => Promise<Data>): Promise<Data | null> {
    const askOnce = async (): Promise<Data | null> => {
      try {
        await this.#person.staySignedIn();
        return await ask();
      } catch (error) {
        if (!(error instanceof GraphError && refusals.has(error.code))) {
          this.failures.push(`${this.#name}: ${failureOf(error)}`);
          throw error;
        }
        this.surprises.push(`${this.#name} was refused: ${error.code} ${error.message}`);
        return null;
      }
    };
    return insist(givenUp, askOnce, (lastHeard) =>
      this.unanswered.push(`${this.#name}: ${lastHeard}`),
    );
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
