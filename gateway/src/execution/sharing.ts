import type { Viewer } from '@outlay/identity/viewer.ts';
import type { RequestInfo } from '@outlay/service-kit/subgraph.ts';

type Flight<T> = { readonly startedAt: number; readonly outcome: Promise<T> };

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
  /** Who somebody is, as text; a viewer comes as the same object again and again. */
  readonly #names = new WeakMap<Viewer, string>();
  /** By book, then by who asks what. */
  readonly #flights = new Map<string, Map<string, Flight<T>>>();

  constructor(withinMs: number) {
    this.#withinMs = withinMs;
  }

  /** `what` tells one query from another of the same viewer. Nobody shares who isn't signed in. */
  join(
    { viewer, clientAddress }: RequestInfo,
    what: readonly unknown[],
    start: () => Promise<T>,
  ): Promise<T> {
    if (!viewer) return start();
    const { bookId } = viewer;
    const key = JSON.stringify([this.#nameOf(viewer), clientAddress, ...what]);
    const ofBook = this.#flights.get(bookId) ?? new Map<string, Flight<T>>();
    const now = performance.now();
    const known = ofBook.get(key);
    if (known && now - known.startedAt <= this.#withinMs) return known.outcome;
    const flight: Flight<T> = { startedAt: now, outcome: start() };
    this.#flights.set(bookId, ofBook.set(key, flight));
    const land = (): void => {
      if (ofBook.get(key) === flight) ofBook.delete(key);
      if (ofBook.size === 0 && this.#flights.get(bookId) === ofBook) this.#flights.delete(bookId);
    };
    flight.outcome.then(land, land);
    return flight.outcome;
  }

  #nameOf(viewer: Viewer): string {
    const known = this.#names.get(viewer);
    if (known !== undefined) return known;
    const { userId, sessionId, roles } = viewer;
    const name = JSON.stringify([userId, sessionId, roles]);
    this.#names.set(viewer, name);
    return name;
  }

  /** The book is being written to, or was: what was asked before is not joined any more. */
  forget({ viewer }: RequestInfo): void {
    if (viewer) this.#flights.delete(viewer.bookId);
  }
}
