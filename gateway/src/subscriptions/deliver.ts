/** One client's end of a stream: results are pushed in, the client pulls them out. */
export type Delivery<T> = {
  readonly iterator: AsyncIterableIterator<T>;
  /** Hands over one result. Does nothing once the client has left or the stream is finished. */
  readonly push: (value: T) => void;
  /** Ends the stream after what is waiting, with `last` as the very last value. */
  readonly finish: (last?: T) => void;
};

export type DeliveryOptions<T> = {
  /** How many results may wait for the client before it counts as too slow. */
  readonly capacity: number;
  /** The last value that a client gets which was too slow. */
  readonly tooSlow: () => T;
  /** The client wants nothing more: it left or was too slow. Called at most once. */
  readonly onLeave: () => void;
};

/**
 * A push iterator. An `async function*` would not do: its `return()` waits for the pending `next()`,
 * so a client that leaves while nothing happens would keep its source for ever. Here `return()`
 * settles every pending `next()` and lets go of the source at once.
 *
 * A client that is too slow still gets what was waiting, then the error, then the end. So it has
 * moved on by `capacity` events when it comes back with its cursor, however slow it is.
 */
export function createDelivery<T>(options: DeliveryOptions<T>): Delivery<T> {
  const waiting: T[] = [];
  const readers: ((result: IteratorResult<T>) => void)[] = [];
  let open = true;

  function settle(value: T): void {
    const reader = readers.shift();
    if (reader) reader({ done: false, value });
    else waiting.push(value);
  }

  function close(): void {
    open = false;
    for (const reader of readers.splice(0)) reader({ done: true, value: undefined });
  }

  function leave(): void {
    waiting.length = 0;
    if (!open) return;
    close();
    options.onLeave();
  }

  return {
    push(value) {
      if (!open) return;
      if (waiting.length < options.capacity) return settle(value);
      settle(options.tooSlow());
      close();
      options.onLeave();
    },
    finish(last) {
      if (!open) return;
      if (last !== undefined) settle(last);
      close();
    },
    iterator: {
      next() {
        if (waiting.length > 0) return Promise.resolve({ done: false, value: waiting.shift()! });
        if (!open) return Promise.resolve({ done: true, value: undefined });
        return new Promise((resolve) => readers.push(resolve));
      },
      return(value?: unknown) {
        leave();
        return Promise.resolve({ done: true, value });
      },
      throw(error: unknown) {
        leave();
        return Promise.reject(error);
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    },
  };
}
