import { readFileSync } from 'node:fs';
import type { ISql } from 'postgres';
import { wordsOf } from '../domain/words.ts';
import { arrayLiterals } from './array-literal.ts';
import { eventOf } from './event-of.ts';
import { lexemesOf } from './lexemes.ts';
import type { Write, WriteOutcome } from './write.ts';

const statement = readFileSync(new URL('post.sql', import.meta.url), 'utf8');

type Answer = {
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
  const rows: Answer[] = await sql.unsafe<Answer[]>(statement, parametersOf(writes), {
    prepare: true,
  });
  const outcomes: WriteOutcome[] = [];
  for (const row of rows) outcomes[row.write - 1] = outcomeOf(row);
  return outcomes;
}

function outcomeOf({ outcome, knownId, position }: Answer): WriteOutcome {
  if (outcome === 'stored') return { outcome, position: position ?? 0n };
  if (outcome === 'replayed') {
    return { outcome, transactionId: knownId ?? '', position: position ?? 0n };
  }
  return { outcome };
}

type Row = Parameters<typeof arrayLiterals>[0][number];

/** The statement's parameters in its order: the columns of `write`, `entry` and `leg`. */
function parametersOf(writes: readonly Write[]): string[] {
  const write: Row[] = [];
  const entry: Row[] = [];
  const leg: Row[] = [];
  const events: string[] = [];
  for (const [index, { bookId, key, hash, entries, traceparent }] of writes.entries()) {
    for (const one of entries) {
      events.push(eventOf(bookId, one, traceparent));
      entry.push([
        index + 1,
        one.id,
        one.kind,
        one.date,
        one.description,
        one.amount,
        one.currency,
        one.accountId,
        one.toAccountId,
        one.categoryId,
        one.recordedAt.toISOString(),
        one.reverses,
        one.replaces,
        one.importId,
        one.legs.length,
        lexemesOf(bookId, wordsOf(one.description)),
      ]);
      for (const [place, { accountId, amount, currency }] of one.legs.entries()) {
        leg.push([events.length, place, accountId, amount, currency]);
      }
    }
    write.push([bookId, key, hash, events.length]);
  }
  return [
    ...arrayLiterals(write, 4),
    ...arrayLiterals(entry, 16),
    events.join('\n'),
    ...arrayLiterals(leg, 5),
  ];
}
