import { readFileSync } from 'node:fs';
import type { ISql } from 'postgres';
import { wordsOf } from '../domain/words.ts';
import { arrayLiteral } from './array-literal.ts';
import { eventOf } from './event-of.ts';
import { lexemesOf } from './lexemes.ts';
import type { Write, WriteOutcome } from './write.ts';

const statement = readFileSync(new URL('post.sql', import.meta.url), 'utf8');

type Row = {
  write: number;
  outcome: WriteOutcome['outcome'];
  knownId: string | null;
  position: bigint | null;
};

/**
 * Posts all writes by one statement and answers each in its place. No two may have the same key or
 * reverse the same transaction. Throws PostgreSQL's error when any of them breaks a rule of the tables
 * or loses a race; then none was posted.
 */
export async function postAll(
  sql: ISql<{ bigint: bigint }>,
  writes: readonly Write[],
): Promise<WriteOutcome[]> {
  const rows: Row[] = await sql.unsafe<Row[]>(statement, parametersOf(writes), { prepare: true });
  const outcomes: WriteOutcome[] = [];
  for (const row of rows) outcomes[row.write - 1] = outcomeOf(row);
  return outcomes;
}

function outcomeOf({ outcome, knownId, position }: Row): WriteOutcome {
  if (outcome === 'stored') return { outcome, position: position ?? 0n };
  if (outcome === 'replayed') {
    return { outcome, transactionId: knownId ?? '', position: position ?? 0n };
  }
  return { outcome };
}

/** The statement's parameters in its order: a column of each of `write`, `entry` and `leg`. */
function parametersOf(writes: readonly Write[]): string[] {
  const entries = writes.flatMap((write, index) =>
    write.entries.map((entry, place) => ({
      ...entry,
      write,
      writeNumber: index + 1,
      keyed: place === write.entries.length - 1,
    })),
  );
  const legs = entries.flatMap((entry, index) =>
    entry.legs.map((leg, place) => ({ ...leg, entry, entryNumber: index + 1, place })),
  );
  const columns = [
    writes.map((write) => write.bookId),
    writes.map((write) => write.key),
    writes.map((write) => write.hash),

    entries.map((entry) => entry.writeNumber),
    entries.map((entry) => entry.write.bookId),
    entries.map((entry) => entry.id),
    entries.map((entry) => entry.kind),
    entries.map((entry) => entry.date),
    entries.map((entry) => entry.description),
    entries.map((entry) => entry.amount),
    entries.map((entry) => entry.currency),
    entries.map((entry) => entry.accountId),
    entries.map((entry) => entry.toAccountId),
    entries.map((entry) => entry.categoryId),
    entries.map((entry) => entry.recordedAt.toISOString()),
    entries.map((entry) => entry.reverses),
    entries.map((entry) => entry.replaces),
    entries.map((entry) => entry.importId),
    entries.map((entry) => entry.legs.length),
    entries.map((entry) => lexemesOf(entry.write.bookId, wordsOf(entry.description))),
    entries.map((entry) => (entry.keyed ? entry.write.key : null)),
    entries.map((entry) => (entry.keyed ? entry.write.hash : null)),
    entries.map((entry) => eventOf(entry.write.bookId, entry, entry.write.traceparent)),

    legs.map((leg) => leg.entryNumber),
    legs.map((leg) => leg.entry.writeNumber),
    legs.map((leg) => leg.entry.write.bookId),
    legs.map((leg) => leg.place),
    legs.map((leg) => leg.accountId),
    legs.map((leg) => leg.amount),
    legs.map((leg) => leg.currency),
    legs.map((leg) => leg.entry.write.closedAccounts?.has(leg.accountId) ?? false),
  ];
  return columns.map(arrayLiteral);
}
