import { setTimeout as sleep } from 'node:timers/promises';
import { GraphClient } from '../../src/graph-client.ts';

type Seen = { overspendAlerts: { id: string; cursor: string } };

/** A client that stays subscribed through every crash, by the cursor of the last alert that it saw. */
export class Watcher {
  readonly seen: string[] = [];
  readonly #url: string;
  readonly #token: string;
  #cursor: string | null = null;
  #watching = true;
  #leave: () => void = () => {};
  readonly #ended: Promise<void>;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
    this.#ended = this.#watch();
  }

  async stop(): Promise<void> {
    this.#watching = false;
    this.#leave();
    await this.#ended;
  }

  async #watch(): Promise<void> {
    while (this.#watching) {
      const client = new GraphClient(this.#url, this.#token);
      await new Promise<void>((resolve) => {
        this.#leave = client.subscribe<Seen>(
          overspendAlerts,
          { after: this.#cursor },
          ({ overspendAlerts: { id, cursor } }) => {
            this.seen.push(id);
            this.#cursor = cursor;
          },
          () => resolve(),
        );
      });
      await client.close();
      await sleep(50);
    }
  }
}

const overspendAlerts = /* GraphQL */ `
  subscription ($after: Cursor) {
    overspendAlerts(after: $after) {
      id
      cursor
    }
  }
`;
