import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { carry, type Passage } from './lane.ts';
import { reset } from './reset.ts';

export type Side = 'client' | 'server';

/** What a link does to what passes. */
export type Weather = {
  /** Milliseconds that what is said now takes; what is said before it arrives before it. */
  readonly delayMs: () => number;
  /** Nothing passes, and nobody is told: what was sent waits for better weather. */
  readonly holds: boolean;
  /** What the server says never arrives. */
  readonly losesReplies: boolean;
  /** New connections are reset at once. */
  readonly refuses: boolean;
  /** Asked of everything that one side says; yes loses it and resets its connection. */
  readonly breaksAt: (bytes: Buffer, saidBy: Side) => boolean;
};

export const calm: Weather = {
  delayMs: () => 0,
  holds: false,
  losesReplies: false,
  refuses: false,
  breaksAt: () => false,
};

export type Target = { readonly port: number };

type Pair = {
  readonly client: Socket;
  readonly server: Socket;
  /** Nothing passes between the two any more. */
  abandoned: boolean;
};

/** A TCP proxy on this machine between a client and whatever `target` names for each new connection. */
export class Link {
  readonly port: number;
  readonly #server: Server;
  readonly #target: () => Target | undefined;
  readonly #pairs = new Set<Pair>();
  #weather = calm;
  #opened = Promise.withResolvers<void>();
  /** When those that were abandoned are cut. */
  #cut = Promise.withResolvers<void>();

  private constructor(server: Server, port: number, target: () => Target | undefined) {
    this.#server = server;
    this.port = port;
    this.#target = target;
    server.on('connection', (client) => void this.#accept(client));
  }

  /** A target that is undefined resets the client, as a service does that has nobody behind it. */
  static async open(port: number, target: () => Target | undefined): Promise<Link> {
    // Half-open is how HTTP clients may end; each direction ends by itself.
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new Link(server, port, target);
  }

  /** From now on; what is left out is calm. */
  change(weather: Partial<Weather>): void {
    this.#weather = { ...calm, ...weather };
    if (this.#weather.holds) return;
    this.#opened.resolve();
    this.#opened = Promise.withResolvers();
  }

  /**
   * What is connected now stays so for good, and nothing passes on it any more, not even that the other
   * side has left: as when a machine or a way between two is gone without a word. New connections are as
   * any other.
   */
  abandon(): void {
    for (const pair of this.#pairs) pair.abandoned = true;
  }

  /** Resets every connection, also those that were abandoned. */
  cut(): void {
    for (const pair of this.#pairs) {
      pair.abandoned = false;
      reset(pair.client);
      reset(pair.server);
    }
    this.#cut.resolve();
    this.#cut = Promise.withResolvers();
  }

  get connections(): number {
    return this.#pairs.size;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.change({});
    this.cut();
    await closed;
  }

  async #accept(client: Socket): Promise<void> {
    client.on('error', () => {});
    await this.#open();
    const target = this.#weather.refuses ? undefined : this.#target();
    if (!target || client.destroyed) {
      reset(client);
      return;
    }
    const { port } = target;
    const server = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const pair: Pair = { client, server, abandoned: false };
    this.#pairs.add(pair);
    const resetBoth = (): void => {
      if (pair.abandoned) return;
      this.#pairs.delete(pair);
      reset(client);
      reset(server);
    };
    server.on('error', resetBoth);
    client.on('error', resetBoth);
    const there = carry(client, server, this.#passage('client', pair, resetBoth));
    const back = carry(server, client, this.#passage('server', pair, resetBoth));
    await Promise.all([there, back]);
    this.#pairs.delete(pair);
  }

  #passage(saidBy: Side, pair: Pair, resetBoth: () => void): Passage {
    return {
      delayMs: () => this.#weather.delayMs(),
      open: () => (pair.abandoned ? this.#cut.promise : this.#open()),
      keeps: (bytes) => {
        if (this.#weather.breaksAt(bytes, saidBy)) {
          resetBoth();
          return false;
        }
        return saidBy === 'client' || !this.#weather.losesReplies;
      },
    };
  }

  #open(): Promise<void> | undefined {
    return this.#weather.holds ? this.#opened.promise : undefined;
  }
}
