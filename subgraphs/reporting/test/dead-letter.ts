import assert from 'node:assert/strict';
import type { LogPosition } from '@outlay/event-log/positions.ts';
import type { Book } from './book.ts';
import type { Scene } from './scene.ts';

/** An entry that failed, because no total could hold it, though now one could. */
export async function deadLetter(scene: Scene, book: Book, category: string): Promise<LogPosition> {
  const huge = 9_000_000_000_000_000_000n;
  const date = '2026-03-01';
  await scene.feed(
    book.posted({ date, spent: { [category]: huge } }),
    book.posted({ date, spent: { [category]: huge } }),
    book.posted({ date: '2026-03-02', spent: { [category]: 1n } }),
  );
  await scene.feed(book.posted({ date, spent: { [category]: -huge } }));
  const [row] = await scene.sql`SELECT partition, "offset" FROM dead_letters`;
  assert.ok(row, 'nothing failed');
  return { topic: 'ledger', partition: row['partition'], offset: BigInt(row['offset']) };
}
