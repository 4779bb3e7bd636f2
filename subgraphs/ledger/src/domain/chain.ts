import { createHash } from 'node:crypto';
import type { Entry } from './entry.ts';

/**
 * The hash chain over a book's transactions, in the order of their positions.
 *
 *     link(0) = 32 zero bytes
 *     link(n) = SHA-256( link(n - 1) ‖ entry(n) )
 *
 * entry(n) is the fields below, one after the other. Each field is its length in bytes as an unsigned
 * 32-bit big-endian integer, followed by that many bytes of UTF-8; an absent one is the length
 * 0xFFFFFFFF and no bytes. So no two different entries have the same bytes, wherever a text ends.
 *
 *      1  "outlay entry 1"         9  id of the account
 *      2  id of the book          10  id of the receiving account, or absent
 *      3  position, decimal       11  id of the category, or absent
 *      4  id of the transaction   12  instant of recording, RFC 3339 in UTC with milliseconds
 *      5  kind                    13  id of what it reverses, or absent
 *      6  date, YYYY-MM-DD        14  id of what it replaces, or absent
 *      7  description             15  id of its import, or absent
 *      8  amount in minor units,  16  number of postings, decimal; then for each, in order,
 *         a space, the currency       the id of its account, and "<signed minor units> <currency>"
 *
 * Ids are written in small letters with hyphens.
 */

export type SealedEntry = Omit<Entry, 'legs'> & {
  readonly bookId: string;
  readonly position: bigint;
  readonly legs: readonly Pick<Entry['legs'][number], 'accountId' | 'amount' | 'currency'>[];
};

/** What the first entry of a book follows. */
export const genesis: Buffer = Buffer.alloc(32);

/** The link of an entry that follows `previous`. */
export function linkOf(previous: Uint8Array, entry: SealedEntry): Buffer {
  return createHash('sha256').update(previous).update(encodeEntry(entry)).digest();
}

/** The canonical bytes of an entry. */
export function encodeEntry(entry: SealedEntry): Buffer {
  const { legs } = entry;
  return encodeFields([
    'outlay entry 1',
    entry.bookId,
    entry.position.toString(),
    entry.id,
    entry.kind,
    entry.date,
    entry.description,
    `${entry.amount} ${entry.currency}`,
    entry.accountId,
    entry.toAccountId,
    entry.categoryId,
    entry.recordedAt.toISOString(),
    entry.reverses,
    entry.replaces,
    entry.importId,
    legs.length.toString(),
    ...legs.flatMap((leg) => [leg.accountId, `${leg.amount} ${leg.currency}`]),
  ]);
}

const absent = 0xffffffff;

function encodeFields(fields: readonly (string | null)[]): Buffer {
  const lengths = fields.map((field) => (field === null ? 0 : Buffer.byteLength(field)));
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + 4 + length, 0));
  let at = 0;
  for (const [index, field] of fields.entries()) {
    at = bytes.writeUInt32BE(field === null ? absent : (lengths[index] ?? 0), at);
    if (field !== null) at += bytes.write(field, at);
  }
  return bytes;
}
