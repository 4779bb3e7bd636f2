import { createHash } from 'node:crypto';
import type { StatementRow } from './read-statement.ts';

/**
 * Names each row so that the same row of the same account has the same name in every file that holds it:
 * its date, amount and words, and which of its equals it is within the file. The second of two equal
 * purchases on one day therefore differs from the first, in this file and in an overlapping one.
 */
export function fingerprints(rows: readonly StatementRow[]): string[] {
  const seen = new Map<string, number>();
  return rows.map(({ date, amount, description }) => {
    const words = description.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ');
    const row = JSON.stringify([date, amount.toString(), words]);
    const place = (seen.get(row) ?? 0) + 1;
    seen.set(row, place);
    return createHash('sha256').update(`${place}:${row}`).digest('base64url');
  });
}
