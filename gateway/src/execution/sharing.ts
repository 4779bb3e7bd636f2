import type { RequestInfo } from '@outlay/service-kit/subgraph.ts';
import type { Variables } from '../subscriptions/sharing.ts';

/** What is asked, as one viewer's queries are told from each other. */
export type Question = {
  /** Of the operation in its document. */
  readonly id: number;
  readonly variables: Variables;
  /** Names the state of the book that is asked for. */
  readonly state: string | undefined;
};

/** Who asks what. */
class Asking {
  readonly #asker: RequestInfo;
  readonly #question: Question;
  #text: string | undefined;

  constructor(asker: RequestInfo, question: Question) {
    this.#asker = asker;
    this.#question = question;
  }

  /** Nearly always nobody else asks, so what is long is looked at last, and written once at most. */
  equals(other: Asking): boolean {
    const [one, two] = [this.#question, other.#question];
    if (one.id !== two.id || one.state !== two.state) return false;
    if (this.#asker.clientAddress !== other.#asker.clientAddress) return false;
    return this.#written() === other.#written();
  }

  #written(): string {
    if (this.#text === undefined) {
      const { userId, sessionId, roles } = this.#asker.viewer!;
      this.#text = JSON.stringify([userId, sessionId, roles, this.#question.variables]);
    }
    return this.#text;
  }
}

type Flight<T> = {
  readonly asking: Asking;
  readonly startedAt: number;
  readonly outcome: Promise<T>;
};

/**
 * Lets equal queries of one viewer that come at the same moment share one execution, as when each open
 * window of theirs asks anew after an alert.
 *
 * A query must see what was written before it was sent. So an execution is joined only for a moment
 * after it began, which is less than it takes to write something somewhere else, hear of it and ask;
 * and not at all once its book was written to through this gateway.
 */
export class Sharing<T> {
  readonly #withinMs: number;
  /** By book: hardly ever more than one or two. */
  readonly #flights = new Map<string, Set<Flight<T>>>();

  constructor(withinMs: number) {
    this.#withinMs = withinMs;
  }

  /** Nobody shares who isn't signed in. */
  join(asker: RequestInfo, question: Question, start: () => Promise<T>): Promise<T> {
    if (!asker.viewer) return start();
    const { bookId } = asker.viewer;
    const startedAt = performance.now();
    const ofBook = this.#flights.get(bookId) ?? new Set();
    const asking = new Asking(asker, question);
    for (const known of ofBook) {
      const isYoung = startedAt - known.startedAt <= this.#withinMs;
      if (isYoung && known.asking.equals(asking)) return known.outcome;
    }
    const flight: Flight<T> = { asking, startedAt, outcome: start() };
    this.#flights.set(bookId, ofBook.add(flight));
    const land = (): void => {
      ofBook.delete(flight);
      if (ofBook.size === 0 && this.#flights.get(bookId) === ofBook) this.#flights.delete(bookId);
    };
    flight.outcome.then(land, land);
    return flight.outcome;
  }

  /** The book is being written to, or was: what was asked before is not joined any more. */
  forget({ viewer }: RequestInfo): void {
    if (viewer) this.#flights.delete(viewer.bookId);
  }
}
