import { setTimeout as pause } from 'node:timers/promises';
import { isInfrastructureError } from '@outlay/event-log/infrastructure-error.ts';
import { bounded } from '@outlay/service-kit/connection-bounds.ts';
import { postgresClient } from '@outlay/service-kit/postgres-client.ts';
import { steadyClient } from '@outlay/service-kit/steady-client.ts';
import postgres from 'postgres';
import { GroupCommit } from '../jobs/group-commit.ts';
import { postAll } from './post.ts';
import type { Write, WriteOutcome } from './write.ts';

/** A write that is safe to send again, since its key names it. */
export type KeyedWrite = Write & { readonly key: string; readonly hash: Buffer };

export type Poster = {
  /** Rejects with an OverloadedError when too many wait, or with the database's error. */
  readonly post: (write: KeyedWrite) => Promise<WriteOutcome>;
  /** Finishes what is waiting. */
  readonly stop: () => Promise<void>;
};

const maxTries = 6;

/**
 * Statements under way at once. Each book has its lane, because two statements that write to one book
 * run one after the other: the second waits for the first one's commit, with everything it locked so far.
 */
const lanes = 2;

/**
 * The plan of the one statement is made once and kept, so it must not follow the sizes that the tables
 * had then: index probes into tables, and hash joins between the statement's own parts, are right at
 * every size. (The probes are LATERAL, which nothing but a nested loop can do, so these stay.) Without
 * these settings each new connection would plan it five times over, and a plan made in an empty
 * database would scan tables that have grown.
 */
const planning = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_nestloop: 'off',
  enable_mergejoin: 'off',
  jit: 'off',
};

/**
 * The ledger's write path: waiting writes of all books go to PostgreSQL as one statement. Writes under
 * one key, or that reverse the same transaction, never are under way together in this process; between
 * processes PostgreSQL decides, and the loser is sent again to learn what became of it.
 */
export function openPoster(
  databaseUrl: string,
  { onPosted }: { onPosted: (bookIds: readonly string[], writes: number) => void },
): Poster {
  const sql = steadyClient((steady) =>
    postgresClient(databaseUrl, {
      max: lanes,
      onnotice: () => {},
      types: { bigint: postgres.BigInt },
      ...bounded({ application_name: 'ledger posting', ...planning }),
      ...steady,
    }),
  );

  const run = async (writes: readonly KeyedWrite[]): Promise<WriteOutcome[]> => {
    for (let tries = 1; ; tries += 1) {
      try {
        const outcomes = await postAll(sql, writes);
        const stored = writes.filter((_, index) => outcomes[index]?.outcome === 'stored');
        if (stored.length > 0) {
          onPosted([...new Set(stored.map(({ bookId }) => bookId))], stored.length);
        }
        return outcomes;
      } catch (error) {
        // A statement whose answer got lost may have been committed: its keys tell when it comes again.
        if (writes.length === 1 && isStaleChart(error)) return [{ outcome: 'chart' }];
        const again = isInfrastructureError(error) || (writes.length === 1 && isLostRace(error));
        if (!again || tries === maxTries) throw error;
        await pause(10 * 2 ** tries * (0.5 + Math.random() / 2));
      }
    }
  };

  const groups = Array.from(
    { length: lanes },
    () =>
      new GroupCommit<KeyedWrite, WriteOutcome>({
        run,
        isHopeless: isInfrastructureError,
        maxInFlight: 1,
        maxWaiting: 10_000 / lanes,
      }),
  );
  const underWay = new Map<string, { write: KeyedWrite; outcome: Promise<WriteOutcome> }>();

  const laneOf = (bookId: string): GroupCommit<KeyedWrite, WriteOutcome> =>
    groups[Number.parseInt(bookId.slice(-4), 16) % lanes] as GroupCommit<KeyedWrite, WriteOutcome>;

  const post = async (write: KeyedWrite): Promise<WriteOutcome> => {
    const names = namesOf(write);
    for (;;) {
      const other = names.map((name) => underWay.get(name)).find((found) => found !== undefined);
      if (!other) break;
      const outcome = await other.outcome.catch(() => null);
      const verdict = outcome && verdictOfTwin(write, other.write, outcome);
      if (verdict) return verdict;
    }
    const outcome = laneOf(write.bookId).submit(write);
    for (const name of names) underWay.set(name, { write, outcome });
    try {
      return await outcome;
    } finally {
      for (const name of names) underWay.delete(name);
    }
  };

  return {
    post,
    async stop() {
      await Promise.all(groups.map((group) => group.drained()));
      await sql.end({ timeout: 5 });
    },
  };
}

/** What must not be under way twice. */
function namesOf({ bookId, key, entries }: KeyedWrite): string[] {
  const reversed = entries.flatMap(({ reverses }) => (reverses ? [`${bookId} -${reverses}`] : []));
  return [`${bookId} ${key}`, ...reversed];
}

/** What a write learns from the one before it; null when it has to ask for itself. */
function verdictOfTwin(
  write: KeyedWrite,
  other: KeyedWrite,
  outcome: WriteOutcome,
): WriteOutcome | null {
  const kept = outcome.outcome === 'stored' || outcome.outcome === 'replayed';
  if (write.bookId !== other.bookId || write.key !== other.key || !kept) return null;
  if (!write.hash.equals(other.hash)) return { outcome: 'conflict' };
  if (outcome.outcome === 'replayed') return outcome;
  const transactionId = other.entries.at(-1)?.id ?? '';
  return { outcome: 'replayed', transactionId, position: outcome.position };
}

/** An account is missing, closed or in another currency; see the guards among the migrations. */
function isStaleChart(error: unknown): boolean {
  return (error as { constraint_name?: string }).constraint_name === 'postings_account';
}

/** Another statement stored the same key, or reversed the same transaction, while this one was at work. */
function isLostRace(error: unknown): boolean {
  const { code, constraint_name: constraint } = error as {
    code?: string;
    constraint_name?: string;
  };
  return code === '23505' && /^transactions_(key|reverses|replaces)$/.test(constraint ?? '');
}
