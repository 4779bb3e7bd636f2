import type { Database } from '@outlay/service-kit/database.ts';
import { and, eq } from '@outlay/service-kit/drizzle/core.cjs';
import type { TransactionSql } from 'postgres';
import { identities } from './tables.ts';

export type Transaction = TransactionSql<{ bigint: bigint }>;

export type Identity = {
  readonly userId: string;
  readonly bookId: string;
  readonly emailIndex: string;
  readonly emailSealed: string;
};

export type IdentityWithPassword = Identity & {
  readonly passwordHash: string;
  readonly signUpKey: string;
  readonly signUpHash: Uint8Array;
};

/**
 * From here to the end of the transaction nobody else, on any replica, signs up or in with that address:
 * guesses are counted one by one, and twins of one request meet.
 */
export async function lockEmail(tx: Transaction, emailIndex: string): Promise<void> {
  await tx`SELECT pg_advisory_xact_lock(hashtextextended(${`email/${emailIndex}`}, 0))`;
}

export async function identityOfEmail(
  tx: Transaction,
  emailIndex: string,
): Promise<IdentityWithPassword | null> {
  const [found] = await tx<IdentityWithPassword[]>`
    SELECT user_id AS "userId", book_id AS "bookId", email_index AS "emailIndex",
           email_sealed AS "emailSealed", password_hash AS "passwordHash",
           sign_up_key AS "signUpKey", sign_up_hash AS "signUpHash"
    FROM identities WHERE email_index = ${emailIndex}`;
  return found ?? null;
}

export async function addIdentity(
  tx: Transaction,
  identity: IdentityWithPassword,
  now: Date,
): Promise<void> {
  await tx`
    INSERT INTO identities
      (user_id, book_id, email_index, email_sealed, password_hash, sign_up_key, sign_up_hash, created_at)
    VALUES
      (${identity.userId}, ${identity.bookId}, ${identity.emailIndex}, ${identity.emailSealed},
       ${identity.passwordHash}, ${identity.signUpKey}, ${identity.signUpHash}, ${now})`;
}

export async function replacePasswordHash(
  tx: Transaction,
  userId: string,
  passwordHash: string,
): Promise<void> {
  await tx`UPDATE identities SET password_hash = ${passwordHash} WHERE user_id = ${userId}`;
}

/** The identity of a user, if it is the one of that book. */
export async function identityOf(
  db: Database['db'],
  { userId, bookId }: { userId: string; bookId: string },
): Promise<Identity | null> {
  const [found] = await db
    .select({
      userId: identities.userId,
      bookId: identities.bookId,
      emailIndex: identities.emailIndex,
      emailSealed: identities.emailSealed,
    })
    .from(identities)
    .where(and(eq(identities.userId, userId), eq(identities.bookId, bookId)));
  return found ?? null;
}
