import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '@outlay/testkit/seeded.ts';
import * as operations from '../../src/demo/operations.ts';
import { type GraphClient, GraphError } from '../../src/graph-client.ts';

/** A write that was answered with success, so it must be there for good. */
export type Acknowledged = { readonly key: string; readonly transactionId: string };

type Posted = { transaction: { id: string } };
type Taken = { reversal: { id: string } };

/** Problems that a right request never gets; anything else may be the crash, and is tried again. */
const refusals = new Set(['InvalidInput', 'NotFound', 'IdempotencyConflict', 'AlreadyReversed']);

/**
 * Somebody who goes on recording, correcting and removing expenses around the limit of a budget, and who
 * sends a request again under the same key until it is answered.
 */
export class Writer {
  readonly acknowledged: Acknowledged[] = [];
  /** Every key that was ever sent. */
  readonly keys = new Set<string>();
  readonly #client: GraphClient;
  readonly #random: Random;
  readonly #place: { accountId: string; categoryId: string };
  readonly #name: string;
  /** Expenses that count, with their amounts in cents. */
  readonly #standing = new Map<string, number>();

  constructor(
    client: GraphClient,
    random: Random,
    place: { accountId: string; categoryId: string },
    name: string,
  ) {
    this.#client = client;
    this.#random = random;
    this.#place = place;
    this.#name = name;
  }

  async runUntil(ended: () => boolean): Promise<void> {
    while (!ended()) await this.#step(ended);
  }

  /** One expense that crosses the budget at once. */
  async splurge(): Promise<void> {
    await this.#add(() => false, 12_000);
  }

  async #step(ended: () => boolean): Promise<void> {
    const spent = [...this.#standing.values()].reduce((total, cents) => total + cents, 0);
    const old = this.#standing.size > 0 ? this.#random.pick([...this.#standing.keys()]) : null;
    // Hovers around the limit of 100, so that it is crossed and recovered again and again.
    if (old && spent > 12_000) return this.#remove(ended, old);
    if (old && this.#random.chance(0.2)) return this.#edit(ended, old);
    if (old && this.#random.chance(0.15)) return this.#remove(ended, old);
    return this.#add(ended, this.#random.integer(500, 4_000));
  }

  async #add(ended: () => boolean, cents: number): Promise<void> {
    const input = { amount: { amount: decimal(cents) }, ...this.#place, description: 'storm' };
    const answer = await this.#send<Posted>(ended, operations.addExpense, input);
    if (!answer) return;
    this.acknowledged.push({ key: answer.key, transactionId: answer.data.transaction.id });
    this.#standing.set(answer.data.transaction.id, cents);
  }

  async #edit(ended: () => boolean, id: string): Promise<void> {
    const cents = this.#random.integer(500, 4_000);
    const input = { id, amount: { amount: decimal(cents) } };
    this.#standing.delete(id);
    const answer = await this.#send<Posted>(ended, editExpense, input);
    if (!answer) return;
    this.acknowledged.push({ key: answer.key, transactionId: answer.data.transaction.id });
    this.#standing.set(answer.data.transaction.id, cents);
  }

  async #remove(ended: () => boolean, id: string): Promise<void> {
    this.#standing.delete(id);
    const answer = await this.#send<Taken>(ended, removeExpense, { id });
    if (!answer) return;
    this.acknowledged.push({ key: answer.key, transactionId: answer.data.reversal.id });
  }

  /** Null when it was not answered before the end: then it may be there or not. */
  async #send<Data>(
    ended: () => boolean,
    mutation: string,
    input: Record<string, unknown>,
  ): Promise<{ key: string; data: Data } | null> {
    const key = `${this.#name}-${this.keys.size}`;
    this.keys.add(key);
    for (;;) {
      try {
        const data = await this.#client.mutate<Data>(mutation, { ...input, idempotencyKey: key });
        // Sent once more under the same key, it must be answered the same and change nothing.
        if (this.#random.chance(0.1)) {
          await this.#client.mutate(mutation, { ...input, idempotencyKey: key }).catch(() => {});
        }
        return { key, data };
      } catch (error) {
        if (error instanceof GraphError && refusals.has(error.code)) throw error;
        if (ended()) return null;
        await sleep(25);
      }
    }
  }
}

function decimal(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

const editExpense = /* GraphQL */ `
  mutation ($input: EditExpenseInput!) {
    editExpense(input: $input) {
      __typename
      ... on EditExpenseSuccess {
        transaction {
          id
        }
      }
      ... on Problem {
        message
      }
    }
  }
`;

const removeExpense = /* GraphQL */ `
  mutation ($input: RemoveTransactionInput!) {
    removeExpense(input: $input) {
      __typename
      ... on RemoveTransactionSuccess {
        reversal {
          id
        }
      }
      ... on Problem {
        message
      }
    }
  }
`;
