import { setTimeout as sleep } from 'node:timers/promises';
import { GraphClient } from '../../src/graph-client.ts';
import type { Person } from './person.ts';

type Event = {
  readonly cursor: string;
  readonly id: string;
  /** The transaction that it tells of. */
  readonly transactionId: string | undefined;
};

/** What can be watched: the subscription, and how to read its events. */
export type Stream<Data> = {
  readonly subscription: string;
  readonly read: (data: Data) => Event;
};

export type Watching = {
  /** What was seen, in order. */
  readonly seen: readonly Event[];
  readonly tells: (transactionId: string, givenUp: () => boolean) => Promise<boolean>;
  readonly stop: () => Promise<void>;
};

/** A client that stays subscribed through every crash, by the cursor of the last event that it saw. */
export class Watcher<Data> implements Watching {
  readonly seen: Event[] = [];
  readonly #person: Person;
  readonly #stream: Stream<Data>;
  #cursor: string | null = null;
  #watching = true;
  #leave: () => void = () => {};
  readonly #ended: Promise<void>;

  constructor(person: Person, stream: Stream<Data>) {
    this.#person = person;
    this.#stream = stream;
    this.#ended = this.#watch();
  }

  /** Resolves when it has told of a transaction; false when that was given up before. */
  async tells(transactionId: string, givenUp: () => boolean): Promise<boolean> {
    const told = (): boolean => this.seen.some((event) => event.transactionId === transactionId);
    while (!told() && !givenUp()) await sleep(5);
    return told();
  }

  async stop(): Promise<void> {
    this.#watching = false;
    this.#leave();
    await this.#ended;
  }

  async #watch(): Promise<void> {
    while (this.#watching) {
      await this.#person.staySignedIn().catch(() => {});
      const client = new GraphClient(this.#person.url, this.#person.token);
      await new Promise<void>((resolve) => {
        this.#leave = client.subscribe<Data>(
          this.#stream.subscription,
          { after: this.#cursor },
          (data) => {
            const event = this.#stream.read(data);
            this.seen.push(event);
            this.#cursor = event.cursor;
          },
          () => resolve(),
        );
      });
      await client.close();
      await sleep(50);
    }
  }
}

type Told = { readonly id: string; readonly transaction: { readonly id: string } | null };

export const alertStream: Stream<{ readonly overspendAlerts: Told & { readonly cursor: string } }> =
  {
    subscription: /* GraphQL */ `
      subscription ($after: Cursor) {
        overspendAlerts(after: $after) {
          id
          cursor
          transaction {
            id
          }
        }
      }
    `,
    read: ({ overspendAlerts: { id, cursor, transaction } }) => ({
      id,
      cursor,
      transactionId: transaction?.id,
    }),
  };

type Changed = { readonly cursor: string; readonly transaction: { readonly id: string } };

export const changeStream: Stream<{ readonly ledgerChanges: Changed }> = {
  subscription: /* GraphQL */ `
    subscription ($after: Cursor) {
      ledgerChanges(after: $after) {
        cursor
        transaction {
          id
        }
      }
    }
  `,
  read: ({ ledgerChanges: { cursor, transaction } }) => ({
    id: transaction.id,
    cursor,
    transactionId: transaction.id,
  }),
};
