import assert from 'node:assert/strict';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { encodeCursor } from '@outlay/service-kit/cursor.ts';
import type { Random } from '@outlay/testkit/seeded.ts';
import type { House, Instance } from './fixture.ts';

type Seen = { overspendAlerts: { cursor: string; title: string; readAt: string | null } };

export const query =
  'subscription ($after: Cursor) { overspendAlerts(after: $after) { cursor title readAt } }';

export function subscribe(instance: Instance, viewer: Viewer, after?: string) {
  return instance.subscribe<Seen>(viewer, { query, variables: { after } });
}

export const beginning = encodeCursor('alert', 0);

/** Raises an alert whose title starts with its number. */
export function raise(house: House, viewer: Viewer, number: number) {
  return house.cross(viewer, { budgetName: String(number) });
}

export async function recorded(house: House, { bookId }: Viewer): Promise<number> {
  const [row] = await house.sql`SELECT count(*)::int AS n FROM alerts WHERE book_id = ${bookId}`;
  return row?.['n'];
}

export async function take(events: AsyncIterator<{ data: Seen }>) {
  const step = await events.next();
  assert.ok(!step.done, 'the stream has ended');
  const { cursor, title } = step.value.data.overspendAlerts;
  return { cursor, number: Number.parseInt(title, 10) };
}

/** A client that comes and goes, and notes every alert that it sees. */
export class Client {
  readonly seen: number[] = [];
  #cursor: string | undefined;
  #events: AsyncIterableIterator<{ data: Seen }> | null = null;
  readonly #viewer: Viewer;

  constructor(viewer: Viewer, after?: string) {
    this.#viewer = viewer;
    this.#cursor = after;
  }

  get connected(): boolean {
    return this.#events !== null;
  }

  async connect(instance: Instance): Promise<void> {
    this.#events = await subscribe(instance, this.#viewer, this.#cursor);
  }

  async take(): Promise<void> {
    assert.ok(this.#events);
    const { cursor, number } = await take(this.#events);
    this.#cursor = cursor;
    this.seen.push(number);
  }

  /** Leaves, sometimes while it waits for an alert; one that comes with the leaving counts as not seen. */
  async leave(waiting: boolean): Promise<void> {
    const pending = waiting ? this.#events?.next() : null;
    await this.#events?.return?.();
    const last = await pending;
    if (last && !last.done) {
      this.#cursor = last.value.data.overspendAlerts.cursor;
      this.seen.push(Number.parseInt(last.value.data.overspendAlerts.title, 10));
    }
    this.#events = null;
  }
}

export async function comeAndGo(
  random: Random,
  house: House,
  instances: readonly Instance[],
  meanwhile: () => unknown = () => {},
) {
  const viewers = [await house.signUp(), await house.signUp()];
  const raised = new Map(viewers.map((viewer) => [viewer, 0]));
  const clients = viewers.flatMap((viewer) =>
    [1, 2].map(() => ({ viewer, client: new Client(viewer, beginning) })),
  );
  for (let step = 0; step < 60; step += 1) {
    await meanwhile();
    const viewer = random.pick(viewers);
    const { client, viewer: owner } = random.pick(clients);
    const what = random.pick(['raise', 'raise', 'leave', 'take', 'take']);
    if (what === 'raise') {
      const number = (raised.get(viewer) ?? 0) + 1;
      raised.set(viewer, number);
      await raise(house, viewer, number);
    } else if (!client.connected) {
      await client.connect(random.pick(instances));
    } else if (what === 'leave') {
      await client.leave(random.chance(0.5));
    } else if (client.seen.length < (raised.get(owner) ?? 0)) {
      await client.take();
    }
  }
  for (const { client, viewer } of clients) {
    if (!client.connected) await client.connect(random.pick(instances));
    const all = raised.get(viewer) ?? 0;
    while (client.seen.length < all) await client.take();
    await client.leave(false);
    assert.deepEqual(
      client.seen,
      Array.from({ length: all }, (_, index) => index + 1),
    );
  }
}
