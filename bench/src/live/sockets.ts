import { once } from 'node:events';
import { WebSocket } from 'ws';
import { Wire } from '../wire.ts';
import { spend } from './graph.ts';

/**
 * A process with many sockets, each with one subscription. It also writes, so that one clock tells how long
 * it took from a write to the last socket.
 */
export type Watch = {
  readonly url: string;
  readonly query: string;
  /** Whose the sockets are, in turn. */
  readonly tokens: readonly string[];
  readonly sockets: number;
  /** Whether each socket's subscription differs from all others. */
  readonly distinct: boolean;
};

export type Write = { readonly events: number; readonly atOnce: number };

/** `lastMs`: from sending each write until every socket had its event. */
export type Written = { readonly seconds: number; readonly lastMs: readonly number[] };

const openAtOnce = 50;

let watching: Watching | undefined;
process.on('message', (order: Watch | Write) => {
  void follow(order).then((told) => process.send?.(told));
});
process.on('disconnect', () => process.exit());

async function follow(order: Watch | Write): Promise<object> {
  if ('atOnce' in order) return watching!.write(order);
  watching?.close();
  watching = new Watching(order);
  await watching.open();
  return { open: order.sockets };
}

class Watching {
  readonly #order: Watch;
  readonly #wire: Wire;
  readonly #sockets: WebSocket[] = [];
  /** Of each event that is under way, how many sockets are still to have it. */
  readonly #left = new Map<number, { sockets: number; readonly done: () => void }>();
  #number = 0;

  constructor(order: Watch) {
    this.#order = order;
    this.#wire = new Wire(order.url);
  }

  async open(): Promise<void> {
    const { sockets } = this.#order;
    for (let from = 0; from < sockets; from += openAtOnce) {
      const some = Math.min(openAtOnce, sockets - from);
      await Promise.all(Array.from({ length: some }, (_none, at) => this.#openOne(from + at)));
    }
    // A subscription is under way once it brings an event; nothing says so before.
    for (let heard = 0; heard < sockets;) heard = await this.#hearing();
  }

  async write({ events, atOnce }: Write): Promise<Written> {
    const lastMs: number[] = [];
    const begin = performance.now();
    let left = events;
    const writer = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        lastMs.push(await this.#writeOne());
      }
    };
    await Promise.all(Array.from({ length: atOnce }, writer));
    return { seconds: (performance.now() - begin) / 1_000, lastMs };
  }

  close(): void {
    this.#wire.close();
    for (const socket of this.#sockets) socket.removeAllListeners().terminate();
  }

  async #openOne(at: number): Promise<void> {
    const { url, query, tokens, distinct } = this.#order;
    const socket = new WebSocket(url.replace(/^http/, 'ws'), 'graphql-transport-ws', {
      perMessageDeflate: false,
    });
    this.#sockets.push(socket);
    await once(socket, 'open');
    const authorization = `Bearer ${tokens[at % tokens.length]}`;
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
    await once(socket, 'message');
    const variables = { window: distinct ? `window ${at}` : 'any' };
    socket.on('message', (data) => this.#hear(String(data)));
    socket.on('close', (code) => {
      throw new Error(`A socket was closed with ${code}.`);
    });
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }));
  }

  #hear(message: string): void {
    if (message.includes('"errors"')) throw new Error(message);
    const number = Number(/"number":(\d+)/.exec(message)?.[1]);
    const event = this.#left.get(number);
    if (!event) return;
    event.sockets -= 1;
    if (event.sockets > 0) return;
    this.#left.delete(number);
    event.done();
  }

  async #writeOne(): Promise<number> {
    const number = (this.#number += 1);
    const sentAt = performance.now();
    const all = new Promise<void>((done) => {
      this.#left.set(number, { sockets: this.#order.sockets, done });
    });
    await this.#spend(number);
    await all;
    return performance.now() - sentAt;
  }

  /** How many sockets hear of a write within a second. */
  async #hearing(): Promise<number> {
    const number = (this.#number += 1);
    const { sockets } = this.#order;
    const event = { sockets, done: () => {} };
    this.#left.set(number, event);
    await this.#spend(number);
    const until = performance.now() + 1_000;
    while (event.sockets > 0 && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    this.#left.delete(number);
    return sockets - event.sockets;
  }

  async #spend(number: number): Promise<void> {
    const body = JSON.stringify({ query: spend, variables: { number } });
    const { status, body: answer } = await this.#wire.post(body, this.#order.tokens[0] ?? '');
    if (status !== 200 || answer.includes('"errors"')) throw new Error(answer);
  }
}
