import { ExponentialBackoff, handleAll, retry } from 'cockatiel';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Listener, Listening } from '../port.ts';

/** How often the line is tried with a message of our own, which must be back by the next time. */
const beatMs = 250;
/** After so many that did not come back, another connection is made. */
const patience = 4;
/** How long a new listener waits to be heard of at Redis; without Redis it starts deaf. */
const subscribeMs = 1_000;

export type Line = {
  readonly listen: (channel: string, listener: Listener) => Promise<Listening>;
  readonly stop: () => Promise<void>;
};

/**
 * The connection on which a process hears what is published. It is deaf → hearing → deaf …
 *
 * - deaf: there is no connection, or the last beat did not come back. A beat goes the whole way of a
 *   message, through the connection that publishes, so a line that is merely open doesn't pass for a good
 *   one: not to a Redis that hangs, nor to a node that has lost its cluster.
 * - hearing: whatever is published arrives. Whoever becomes so after having been deaf tells every listener
 *   that messages may have been missed.
 *
 * It is connected with the first listener.
 */
export function createLine(options: {
  /** A connection that isn't made yet and doesn't connect again by itself. */
  readonly connection: () => Redis;
  readonly publish: (channel: string, message: string) => Promise<unknown>;
  /** A channel that nobody else uses. */
  readonly echo: string;
  readonly logger: Logger;
}): Line {
  const { echo, logger } = options;
  const listeners = new Map<string, Set<Listener>>();
  const stopping = new AbortController();
  let client: Redis | undefined;
  let running: Promise<void> | undefined;
  let beating: NodeJS.Timeout | undefined;
  let hearing = false;
  let unanswered = 0;
  const firstHeard = Promise.withResolvers<void>();

  function hear(): void {
    unanswered = 0;
    if (hearing) return;
    hearing = true;
    firstHeard.resolve();
    for (const each of listeners.values()) for (const { onMissed } of each) onMissed();
  }

  function onMessage(channel: string, message: string): void {
    if (channel === echo) return hear();
    for (const { onMessage } of listeners.get(channel) ?? []) onMessage(message);
  }

  function beat(): void {
    if (unanswered > 0 && hearing) {
      hearing = false;
      logger.warn('what is published at Redis does not arrive');
    }
    if (unanswered >= patience) {
      unanswered = 0;
      client?.disconnect();
    }
    unanswered += 1;
    options.publish(echo, '').catch(() => {});
  }

  async function connect(): Promise<Redis> {
    // After a pause cockatiel tries once more, also when it was told to stop meanwhile.
    stopping.signal.throwIfAborted();
    const made = options.connection();
    made.on('error', () => {}).on('message', onMessage);
    client = made;
    try {
      await made.connect();
      // Who listens from now on adds its channel by itself.
      await made.subscribe(echo, ...listeners.keys());
      return made;
    } catch (error) {
      made.disconnect();
      throw error;
    }
  }

  async function run(): Promise<void> {
    const { signal } = stopping;
    const backoff = new ExponentialBackoff({ initialDelay: 20, maxDelay: 500 });
    const connecting = retry(handleAll, { maxAttempts: Infinity, backoff });
    while (!signal.aborted) {
      const made = await connecting.execute(connect, signal).catch(() => undefined);
      if (!made) continue;
      const ended = new Promise((resolve) => made.once('end', resolve));
      if (made.status !== 'end') {
        hear();
        await ended;
      }
      hearing = false;
    }
  }

  function start(): void {
    running = run();
    // A process that was busy finds its timer and the answer at the same time; the answer comes first.
    beating = setInterval(() => setImmediate(beat), beatMs);
  }

  async function subscribed(channel: string): Promise<void> {
    if (client?.status === 'ready') await client.subscribe(channel);
    else await firstHeard.promise;
  }

  return {
    async listen(channel, listener) {
      // Who hears from the start has missed nothing.
      const own = { ...listener, onMissed: () => {} };
      const all = listeners.get(channel) ?? new Set();
      listeners.set(channel, all.add(own));
      if (!running) start();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, subscribeMs)));
      // One that fails is made good when the connection is made anew.
      await Promise.race([subscribed(channel).catch(() => {}), late]);
      clearTimeout(timer);
      own.onMissed = listener.onMissed;
      return {
        hearing: () => hearing,
        stop: async () => {
          all.delete(own);
          if (all.size > 0 || listeners.get(channel) !== all) return;
          listeners.delete(channel);
          client?.unsubscribe(channel).catch(() => {});
        },
      };
    },
    async stop() {
      stopping.abort();
      clearInterval(beating);
      client?.disconnect();
      await running;
    },
  };
}
