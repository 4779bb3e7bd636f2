import { Sealer } from '@outlay/identity/seal.ts';
import { proveMasterKey } from '@outlay/service-kit/master-key.ts';
import type { Sql } from 'postgres';
import { contextOf } from './people.ts';
import type { SealedChannel } from './tables.ts';

type Sealed = {
  readonly bookId: string;
  readonly userId: string;
  readonly channel: SealedChannel;
};

/** What seals and opens addresses in this database. Throws a ConfigError when that takes another key. */
export async function openSealer(sql: Sql<{ bigint: bigint }>, masterKey: string): Promise<Sealer> {
  const sealer = new Sealer(masterKey);
  await proveMasterKey({
    sql,
    sealer,
    sealedBefore: async () => {
      // A book's id begins with the time of its making: the oldest was sealed by the right key.
      const [oldest] = await sql<Sealed[]>`
        SELECT book_id AS "bookId", user_id AS "userId", channels -> 0 AS channel FROM people
        WHERE channels <> '[]' ORDER BY book_id LIMIT 1`;
      if (!oldest) return null;
      const { bookId, userId, channel } = oldest;
      return { sealed: channel.address, context: contextOf(bookId, userId, channel.kind) };
    },
  });
  return sealer;
}
