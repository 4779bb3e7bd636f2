import type { Logger } from '@outlay/service-kit/logger.ts';
import { type Asked, FramedConnection, type Hearer, type Signs } from './framed-connection.ts';
import { NotSpoken, openFramed, type OpeningOptions } from './framed-opening.ts';
import { connectionAgeMs } from './replicas.ts';
import { answerIn, maySendAgain, mostTries } from './sending.ts';

export type FramedOptions = Omit<OpeningOptions, 'stopping'> & Signs & { readonly logger: Logger };

const mostConnections = 4;
/** With so many operations on each of them there should be another connection. */
const manyInHand = 16;
/** Where there is a connection to go on with, the next one is not asked for sooner. */
const restMs = 250;
/** A subgraph that doesn't know of these connections is not asked for one sooner. */
const unspokenMs = 10_000;

/**
 * The connections to one subgraph, made as they are needed. All operations of a turn of the event loop go to
 * the one that had the fewest in hand, as one message. Under little load there is one connection; more are
 * opened where that has much in hand, and in place of one that is old, falls silent or says that its subgraph
 * stops, which meanwhile goes on being used.
 */
export class FramedConnections {
  readonly #options: FramedOptions;
  readonly #connections = new Set<FramedConnection>();
  readonly #hearer: Hearer;
  #waiting: Asked[] = [];
  #isOpening = false;
  #mayOpenAt = 0;
  #unspokenUntil = 0;
  #ofTurn: FramedConnection | undefined;
  readonly #stopping = new AbortController();

  constructor(options: FramedOptions) {
    this.#options = options;
    this.#hearer = {
      answered: (asked, status, text) => this.#answered(asked, status, text),
      failed: (asked, error) => this.#failed(asked, error),
      closed: (connection) => void this.#connections.delete(connection),
      fellSilent: () => {
        options.logger.warn({ subgraph: options.name }, 'a subgraph fell silent; connecting again');
      },
    };
  }

  /**
   * Settles the operation, unless nobody waits for it any more; with {@link NotSpoken} where there are no such
   * connections, and it was not sent.
   */
  ask(asked: Asked): void {
    // It may have waited for a connection for longer than anybody waits for it.
    if (asked.signal?.aborted) return;
    if (this.#stopping.signal.aborted) return asked.reject(new Error('The gateway stops.'));
    if (!this.#ofTurn?.isGathering) this.#ofTurn = this.#chosen();
    if (this.#ofTurn) this.#ofTurn.ask(asked);
    else if (performance.now() < this.#unspokenUntil) asked.reject(new NotSpoken());
    else this.#waiting.push(asked);
  }

  stop(): void {
    this.#stopping.abort();
    for (const connection of Array.from(this.#connections)) connection.terminate();
    for (const asked of this.#waiting.splice(0)) this.ask(asked);
  }

  #chosen(): FramedConnection | undefined {
    let freshOnes = 0;
    let fresh: FramedConnection | undefined;
    let other: FramedConnection | undefined;
    for (const connection of this.#connections) {
      if (!connection.open) continue;
      if (!connection.fresh) other = lessBusy(other, connection);
      else {
        freshOnes += 1;
        fresh = lessBusy(fresh, connection);
      }
    }
    const isEnough = fresh && (fresh.inHand < manyInHand || freshOnes >= mostConnections);
    const chosen = fresh ?? other;
    const now = performance.now();
    const mayOpen = chosen ? now >= this.#mayOpenAt : now >= this.#unspokenUntil;
    if (!isEnough && mayOpen) void this.#open();
    return chosen;
  }

  async #open(): Promise<void> {
    if (this.#isOpening) return;
    this.#isOpening = true;
    // Not all of them at the same moment.
    const ageMs = connectionAgeMs * (0.75 + Math.random() / 4);
    const stopping = this.#stopping.signal;
    const options = { ...this.#options, ageMs, hearer: this.#hearer, stopping };
    try {
      const connection = await openFramed(
        options,
        (socket, sign) => new FramedConnection(socket, sign, options),
      );
      this.#opened();
      this.#take(connection);
      for (const asked of this.#waiting.splice(0)) this.ask(asked);
    } catch (error) {
      this.#opened();
      if (error instanceof NotSpoken) this.#foundUnspoken();
      for (const asked of this.#waiting.splice(0)) this.#failed(asked, error);
    }
  }

  #foundUnspoken(): void {
    const { name: subgraph, logger } = this.#options;
    this.#unspokenUntil = performance.now() + unspokenMs;
    logger.warn({ subgraph }, 'a subgraph knows no connections for operations');
  }

  #opened(): void {
    this.#isOpening = false;
    this.#mayOpenAt = performance.now() + restMs;
  }

  #take(connection: FramedConnection): void {
    if (this.#stopping.signal.aborted) return connection.terminate();
    const others = Array.from(this.#connections);
    this.#connections.add(connection);
    // It may have been led to the very subgraph that is about to go.
    if (!connection.fresh && others.some(({ open }) => open)) return connection.retire();
    for (const each of others) if (!each.fresh) each.retire();
  }

  #answered(asked: Asked, status: number, text: string): void {
    if (asked.signal?.aborted) return;
    try {
      asked.resolve(answerIn(status, text, asked.request));
    } catch (error) {
      this.#failed(asked, error);
    }
  }

  #failed(asked: Asked, error: unknown): void {
    if (asked.signal?.aborted) return;
    if (asked.tries === mostTries || !maySendAgain(error, asked.request.query)) {
      return asked.reject(error);
    }
    asked.tries += 1;
    this.ask(asked);
  }
}

function lessBusy(one: FramedConnection | undefined, other: FramedConnection): FramedConnection {
  return one && one.inHand <= other.inHand ? one : other;
}
