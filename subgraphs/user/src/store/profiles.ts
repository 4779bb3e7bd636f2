import type { Database } from '@outlay/service-kit/database.ts';
import { and, eq, sql } from '@outlay/service-kit/drizzle/core.cjs';
import type { TransactionSql } from 'postgres';
import type { Profile } from '../profile.ts';
import { profiles } from './tables.ts';

export type Transaction = TransactionSql<{ bigint: bigint }>;

type Place = { readonly bookId: string; readonly userId: string };

/** Adds profiles; one that is there stays as it is. Gives those that were added. */
export async function addProfiles(
  tx: Transaction,
  added: readonly Profile[],
): Promise<readonly Profile[]> {
  const fresh: Profile[] = [];
  for (const profile of added) {
    const { count } = await tx`
      INSERT INTO profiles
        (book_id, user_id, display_name, email_sealed, email_alerts, currency, locale, time_zone,
         first_day_of_week, created_at)
      VALUES
        (${profile.bookId}, ${profile.userId}, ${profile.displayName}, ${profile.emailSealed},
         ${profile.emailAlerts}, ${profile.currency}, ${profile.locale}, ${profile.timeZone},
         ${profile.firstDayOfWeek}, ${profile.createdAt})
      ON CONFLICT DO NOTHING`;
    if (count > 0) fresh.push(profile);
  }
  return fresh;
}

/** A profile, locked until the transaction ends; so changes at once build on each other. */
export async function lockProfile(tx: Transaction, place: Place): Promise<Profile | null> {
  const [found] = await tx<(Omit<Profile, 'createdAt'> & { createdAt: Date })[]>`
    SELECT book_id AS "bookId", user_id AS "userId", display_name AS "displayName",
           email_sealed AS "emailSealed", email_alerts AS "emailAlerts", currency, locale,
           time_zone AS "timeZone", first_day_of_week AS "firstDayOfWeek", created_at AS "createdAt"
    FROM profiles WHERE book_id = ${place.bookId} AND user_id = ${place.userId} FOR UPDATE`;
  return found ? { ...found, createdAt: found.createdAt.toISOString() } : null;
}

export async function storeProfile(tx: Transaction, profile: Profile): Promise<void> {
  await tx`
    UPDATE profiles
    SET display_name = ${profile.displayName}, email_alerts = ${profile.emailAlerts},
        currency = ${profile.currency}, locale = ${profile.locale}, time_zone = ${profile.timeZone},
        first_day_of_week = ${profile.firstDayOfWeek}
    WHERE book_id = ${profile.bookId} AND user_id = ${profile.userId}`;
}

/** Reads profiles; the statement is prepared once per connection. */
export function profileReader(db: Database['db']): (place: Place) => Promise<Profile | null> {
  const query = db
    .select()
    .from(profiles)
    .where(
      and(
        eq(profiles.bookId, sql.placeholder('bookId')),
        eq(profiles.userId, sql.placeholder('userId')),
      ),
    )
    .prepare('profile');
  return async ({ bookId, userId }) => {
    const [found] = await query.execute({ bookId, userId });
    return found ? { ...found, createdAt: found.createdAt.toISOString() } : null;
  };
}
