import { Sealer } from '@outlay/identity/seal.ts';
import { proveMasterKey } from '@outlay/service-kit/master-key.ts';
import type { Sql } from 'postgres';
import { type Profile, sealedEmail } from '../profile.ts';

/** What seals and opens addresses in this database. Throws a ConfigError when that takes another key. */
export async function openSealer(sql: Sql<{ bigint: bigint }>, masterKey: string): Promise<Sealer> {
  const sealer = new Sealer(masterKey);
  await proveMasterKey({
    sql,
    sealer,
    sealedBefore: async () => {
      // A book's id begins with the time of its making: the oldest was sealed by the right key.
      const [oldest] = await sql<Pick<Profile, 'emailSealed' | 'userId'>[]>`
        SELECT email_sealed AS "emailSealed", user_id AS "userId" FROM profiles
        ORDER BY book_id LIMIT 1`;
      return oldest ? sealedEmail(oldest) : null;
    },
  });
  return sealer;
}
