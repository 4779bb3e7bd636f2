import type { Sql } from 'postgres';
import { genesis, linkOf } from '../domain/chain.ts';
import { countAfter, isBalanced, readHeads, readSealed, readUnlinked } from './sealing.ts';

/** What recomputing a book's chain found. */
export type Verification = {
  readonly intact: boolean;
  readonly sealedEntries: bigint;
  readonly unsealedEntries: bigint;
  /** Hexadecimal; null when nothing is sealed. */
  readonly head: string | null;
  readonly firstBrokenTransaction: string | null;
};

const linksPerRead = 1_000;

/** Gives a function that verifies a book; those who ask at the same time share one answer. */
export function openVerifier(
  sql: Sql<{ bigint: bigint }>,
): (bookId: string) => Promise<Verification> {
  const underWay = new Map<string, Promise<Verification>>();
  return (bookId) => {
    const known = underWay.get(bookId);
    if (known) return known;
    const verification = verifyBook(sql, bookId).finally(() => underWay.delete(bookId));
    underWay.set(bookId, verification);
    return verification;
  };
}

/**
 * Recomputes the chain from its first link, in one snapshot of the database. It is broken where a link
 * is missing, its transaction is gone or has another place, anything in it differs, or a transaction
 * was slipped in. The books's postings must also sum to zero, and its balances be those of a recount.
 */
async function verifyBook(sql: Sql<{ bigint: bigint }>, bookId: string): Promise<Verification> {
  return sql.begin(
    'isolation level repeatable read read only',
    async (tx): Promise<Verification> => {
      let last = { number: 0n, position: 0n, hash: genesis };
      let broken: string | null = null;
      for (;;) {
        const page = await readSealed(tx, bookId, last.number, linksPerRead);
        for (const { link, entry } of page) {
          const whole =
            link.number === last.number + 1n &&
            link.position > last.position &&
            entry?.position === link.position &&
            linkOf(last.hash, entry).equals(link.hash);
          if (!whole) broken ??= link.transactionId;
          last = link;
        }
        if (page.length < linksPerRead) break;
      }
      broken ??= await readUnlinked(tx, bookId, last);
      const [head] = await readHeads(tx, [bookId]);
      const complete = head?.number === last.number && head.hash.equals(last.hash);
      return {
        intact: broken === null && complete && (await isBalanced(tx, bookId)),
        sealedEntries: last.number,
        unsealedEntries: await countAfter(tx, bookId, last.position),
        head: last.number === 0n ? null : last.hash.toString('hex'),
        firstBrokenTransaction: broken,
      };
    },
  );
}
