import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Violation, Databases } from '../audit/kept.ts';
import { unless } from '../audit/kept.ts';
import type { Replica } from './cluster/replica.ts';

/** A message as it arrived at the recording channel; the time is that of `performance.now()`. */
export type Taken = { readonly deliveryId: string; readonly by: Replica; readonly at: number };

type Source = { readonly replica: Replica; readonly file: string };

const lookMs = 20;

/** Reads along what each notification writes to its console's file, so that it is known when that was. */
export class MessageRecord implements AsyncDisposable {
  readonly taken: Taken[] = [];
  #watching = true;
  readonly #ended: Promise<unknown>;

  constructor(sources: readonly Source[]) {
    this.#ended = Promise.all(sources.map((source) => this.#follow(source)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#watching = false;
    await this.#ended;
  }

  async #follow({ replica, file }: Source): Promise<void> {
    let read = 0;
    let rest = '';
    while (this.#watching) {
      const added = await readFrom(file, read);
      read += added.length;
      // A process that is killed while it writes may leave half a line, to which the next one is added.
      const lines = (rest + added.toString()).split('\n');
      rest = lines.pop() ?? '';
      const at = performance.now();
      for (const [, deliveryId] of lines.join('\n').matchAll(/"deliveryId":"([\da-f-]{36})"/g)) {
        if (deliveryId) this.taken.push({ deliveryId, by: replica, at });
      }
      await sleep(lookMs);
    }
  }
}

async function readFrom(file: string, position: number): Promise<Buffer> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (!handle) return Buffer.alloc(0);
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(size - position),
      0,
      null,
      position,
    );
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

export type DeliveryCount = {
  readonly made: number;
  /** Repeats that nothing can avoid: their first worker was killed before it could record them. */
  readonly excused: number;
  readonly violations: readonly Violation[];
};

/**
 * Each delivery arrived, and arrived once. A process may die between the channel's "taken" and its record;
 * then the message comes again under the same id, for the other order would lose it. So a repeat is a
 * violation unless the process that had sent it before was killed between the two.
 */
export async function auditMessages(
  { notification }: Databases,
  books: readonly string[],
  taken: readonly Taken[],
): Promise<DeliveryCount> {
  const deliveries = await notification<{ id: string; own: boolean }[]>`
    SELECT id, book_id = ANY(${[...books]}::uuid[]) AS own FROM deliveries
    WHERE channel = 'CONSOLE'`;
  const arrived = Map.groupBy(taken, ({ deliveryId }) => deliveryId);
  const own = deliveries.filter((delivery) => delivery.own).map(({ id }) => id);
  const known = new Set(deliveries.map(({ id }) => id));
  const repeats = own.flatMap((id) =>
    (arrived.get(id) ?? []).flatMap((one, place, all) => {
      const next = all[place + 1];
      return next ? [{ one, next, excused: diedBetween(one, next) }] : [];
    }),
  );
  return {
    made: own.filter((id) => arrived.has(id)).length,
    excused: repeats.filter(({ excused }) => excused).length,
    violations: [
      ...unless(
        'every delivery is made',
        own.filter((id) => !arrived.has(id)),
      ),
      ...unless(
        'no delivery is made twice',
        repeats
          .filter(({ excused }) => !excused)
          .map(({ one, next }) => ({
            delivery: one.deliveryId,
            by: [one.by.name, next.by.name],
            apartMs: Math.round(next.at - one.at),
          })),
      ),
      ...unless(
        'nothing is delivered that was never decided',
        [...arrived.keys()].filter((id) => !known.has(id)),
      ),
    ],
  };
}

/** How late a message may be read here. */
const readLateMs = 1_000;

function diedBetween({ by, at }: Taken, next: Taken): boolean {
  return by.lives.some(
    ({ endedAt = Infinity, endedBy }) =>
      endedBy === 'kill' && endedAt >= at - readLateMs && endedAt <= next.at,
  );
}
