import { randomUUID } from 'node:crypto';
import { expense } from '@outlay/ledger/domain/entry.ts';
import { type KeyedWrite, openPoster } from '@outlay/ledger/store/poster.ts';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { requestHash } from '@outlay/service-kit/idempotency.ts';
import type { BenchBook } from './books.ts';
import { percentile } from './statistics.ts';

export type Throughput = {
  readonly writesPerSecond: number;
  readonly p99Ms: number;
  /** CPU time of the Node process, in microseconds. */
  readonly cpuUsPerWrite?: number;
};

/** Writes through the ledger's store, each writer waiting for its answer before it writes again. */
export async function storeWrites(
  databaseUrl: string,
  books: readonly BenchBook[],
  { writers, seconds }: { writers: number; seconds: number },
): Promise<Throughput> {
  const poster = openPoster(databaseUrl, { onPosted: () => {} });
  const latencies: number[] = [];
  const begin = performance.now();
  const cpu = process.cpuUsage();
  const until = begin + seconds * 1_000;
  const writer = async (): Promise<void> => {
    while (performance.now() < until) {
      const sent = performance.now();
      const { outcome } = await poster.post(writeInto(oneOf(books)));
      if (outcome !== 'stored') throw new Error(`A write was ${outcome}`);
      latencies.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
  const elapsed = (performance.now() - begin) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  await poster.stop();
  return {
    writesPerSecond: latencies.length / elapsed,
    p99Ms: percentile(latencies, 0.99),
    cpuUsPerWrite: (user + system) / latencies.length,
  };
}

function oneOf(books: readonly BenchBook[]): BenchBook {
  return books[Math.floor(Math.random() * books.length)] as BenchBook;
}

function writeInto({ bookId, accountId, categoryId }: BenchBook): KeyedWrite {
  const key = randomUUID();
  const account = { ...account0, id: accountId, type: 'ASSET' as const, currency: 'EUR' };
  const category = { ...account0, id: categoryId, type: 'EXPENSE' as const, currency: null };
  const heading = {
    id: uuidv7(),
    date: '2026-03-01',
    description: 'Weekly shop',
    recordedAt: new Date(),
  };
  const entry = expense(heading, { amount: 1_250n, currency: 'EUR' }, { account, category });
  return { bookId, key, hash: requestHash('addExpense', { key }), entries: [entry] };
}

const account0 = { name: '', code: null, icon: null, archived: false, createdAt: new Date(0) };
