/** What a listener of a channel is told. Neither may throw. */
export type Listener = {
  readonly onMessage: (message: string) => void;
  /** The line was cut or in doubt and is whole again: messages may have been missed meanwhile. */
  readonly onMissed: () => void;
};

export type Listening = {
  /** Whether what other processes publish arrives here at present. While it doesn't, look for yourself. */
  readonly hearing: () => boolean;
  readonly stop: () => Promise<void>;
};

/** How much was counted in the window that is open, and how long it stays open. */
export type Count = { readonly value: number; readonly msLeft: number };

/**
 * Short-lived state: nothing in it is the only copy of anything that must be kept. Every key expires; all
 * times are in milliseconds. Keys are text of the caller's, such as `auth/attempts/EMAIL/…`.
 *
 * Adapters: `memory:` (this process alone) and `redis:`. What {@link openCache} gives never rejects: while
 * Redis is away each process goes on with a memory of its own. The README says what that means for each
 * operation.
 */
export type Cache = {
  /** Whether it is meant to be seen by other processes too; the same for the life of the cache. */
  readonly shared: boolean;
  /** False while it is shared by its URL and this process is on its own. */
  readonly available: () => boolean;
  readonly get: (key: string) => Promise<string | null>;
  /** Several at once, each as it is at some moment of the call. */
  readonly getAll: (keys: readonly string[]) => Promise<readonly (string | null)[]>;
  readonly set: (key: string, value: string, ttlMs: number) => Promise<void>;
  readonly delete: (keys: readonly string[]) => Promise<void>;
  /** Sets a key that has no value; says whether it did. Of many that try at once, one does. */
  readonly setIfAbsent: (key: string, value: string, ttlMs: number) => Promise<boolean>;
  /**
   * Puts `next` in the place of `expected` if that is what is there; says whether it was. Null stands for
   * no value. `update.ts` makes a loop of it for a decision that depends on what is there.
   */
  readonly compareAndSet: (
    key: string,
    expected: string | null,
    next: string | null,
    ttlMs: number,
  ) => Promise<boolean>;
  /**
   * Adds a whole number to a counter. Its window opens with the first that is counted and lasts `windowMs`;
   * then the count begins anew. Adding 0 asks.
   */
  readonly count: (key: string, amount: number, windowMs: number) => Promise<Count>;
  /**
   * Tells whoever listens now; nothing is kept for those who listen later. False when it could only be told
   * within this process.
   */
  readonly publish: (channel: string, message: string) => Promise<boolean>;
  /**
   * Listens to a channel, also when Redis is away at the moment. A message may come twice, and on a
   * cluster before one that was published earlier, or not at all when a link between nodes breaks: so it
   * may say that there is news, but not be the news.
   */
  readonly subscribe: (channel: string, listener: Listener) => Promise<Listening>;
  readonly stop: () => Promise<void>;
};
