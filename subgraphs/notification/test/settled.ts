import { readFile } from 'node:fs/promises';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import type { House } from './fixture.ts';

export type DeliveryRow = {
  id: string;
  channel: string;
  state: string;
  attempts: number;
  last_error: string | null;
};

export function deliveriesOf(house: House, { bookId }: Viewer): Promise<DeliveryRow[]> {
  return house.sql<DeliveryRow[]>`
    SELECT id, channel, state, attempts, last_error FROM deliveries
    WHERE book_id = ${bookId} ORDER BY channel, id`;
}

/** Waits until every delivery of the book is sent or given up, and gives them. */
export function settled(
  house: House,
  viewer: Viewer,
  count: number,
  timeoutMs?: number,
): Promise<DeliveryRow[]> {
  return eventually(
    async () => {
      const rows = await deliveriesOf(house, viewer);
      const done = rows.length === count && rows.every(({ state }) => state !== 'PENDING');
      return done ? rows : null;
    },
    timeoutMs === undefined ? {} : { timeoutMs },
  );
}

/** What the recording channel has taken, in the order of arrival. */
export async function consoleLines(file: string): Promise<Record<string, string>[]> {
  const text = await readFile(file, 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, string>);
}
