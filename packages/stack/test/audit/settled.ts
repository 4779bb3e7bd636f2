import { setTimeout as sleep } from 'node:timers/promises';
import { type Databases, type Kept, unless, type Violation, withDatabases } from './kept.ts';

/** Who consumes what, and whose outbox it comes from. */
const flows = [
  { from: 'auth', to: 'user' },
  { from: 'auth', to: 'ledger' },
  { from: 'user', to: 'ledger' },
  { from: 'auth', to: 'reporting' },
  { from: 'user', to: 'reporting' },
  { from: 'ledger', to: 'reporting' },
  { from: 'auth', to: 'notification' },
  { from: 'user', to: 'notification' },
  { from: 'reporting', to: 'notification' },
] as const;

const lookMs = 100;

/**
 * Waits until everything in these books has had all its consequences; gives what has not, once nothing
 * about it has changed for so long.
 */
export async function settled(
  kept: Kept,
  books: readonly string[],
  standstillMs: number,
): Promise<Violation[]> {
  return withDatabases(kept, async (databases) => {
    let before = '';
    for (let changedAt = performance.now(); ; await sleep(lookMs)) {
      const unsettled = await stillUnderWay(databases, books);
      const now = JSON.stringify(unsettled);
      if (now !== before) changedAt = performance.now();
      before = now;
      if (unsettled.length === 0 || performance.now() - changedAt > standstillMs) return unsettled;
    }
  });
}

async function stillUnderWay(databases: Databases, books: readonly string[]): Promise<Violation[]> {
  const found = await Promise.all([
    ...Object.entries(databases).map(async ([name, sql]) => {
      const [row] = await sql<{ events: number }[]>`
        SELECT count(*)::int AS events FROM outbox WHERE key = ANY(${[...books]}::uuid[])`;
      return unless('an outbox is empty', row?.events ? [{ [name]: row.events }] : []);
    }),
    ...flows.map(async ({ from, to }) => {
      const told = await sequences(databases[from], 'outbox_keys', from, books);
      const heard = await sequences(databases[to], 'consumer_keys', from, books);
      const behind = [...told].filter(([key, sequence]) => heard.get(key) !== sequence);
      const shown = behind.map(([key, sequence]) => ({
        key,
        told: sequence,
        heard: heard.get(key),
      }));
      return unless('every event is consumed', shown.length ? [{ from, to, behind: shown }] : []);
    }),
    deliveriesWaiting(databases, books),
    notSealed(databases, books),
  ]);
  return found.flat();
}

/** The last sequence of each book, as its producer or its consumer has it. */
async function sequences(
  sql: Databases['ledger'],
  table: 'outbox_keys' | 'consumer_keys',
  topic: string,
  books: readonly string[],
): Promise<Map<string, string>> {
  const rows = await sql<{ key: string; sequence: string }[]>`
    SELECT key, sequence FROM ${sql(table)}
    WHERE topic = ${topic} AND key = ANY(${[...books]}::uuid[])`;
  return new Map(rows.map(({ key, sequence }) => [key, sequence]));
}

async function deliveriesWaiting(
  { notification }: Databases,
  books: readonly string[],
): Promise<Violation[]> {
  const waiting = await notification`
    SELECT id, attempts, last_error FROM deliveries
    WHERE state = 'PENDING' AND book_id = ANY(${[...books]}::uuid[])`;
  return unless('no delivery waits', waiting);
}

async function notSealed({ ledger }: Databases, books: readonly string[]): Promise<Violation[]> {
  const unsealed = await ledger`
    SELECT book_id, count(*)::int AS entries FROM transactions t
    WHERE book_id = ANY(${[...books]}::uuid[]) AND NOT EXISTS (
      SELECT FROM chain c WHERE c.book_id = t.book_id AND c.transaction_id = t.id)
    GROUP BY book_id`;
  return unless('every entry is sealed', unsealed);
}
