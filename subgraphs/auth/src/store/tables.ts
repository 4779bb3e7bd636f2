import { sql } from '@outlay/service-kit/drizzle/core.cjs';
import {
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from '@outlay/service-kit/drizzle/pg-core.cjs';
import type { JWK } from 'jose';

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/**
 * Who may sign in. Signing in comes before any book is known, so these tables lead with what a request
 * brings: an e-mail address, a user, a token.
 */
export const identities = pgTable('identities', {
  userId: uuid('user_id').primaryKey(),
  bookId: uuid('book_id').notNull().unique(),
  /** A keyed hash of the e-mail address, to find it by. */
  emailIndex: text('email_index').notNull().unique(),
  emailSealed: text('email_sealed').notNull(),
  /** In PHC form, with its parameters. */
  passwordHash: text('password_hash').notNull(),
  /** The idempotency key of signing up, and a hash of its input but for the password. */
  signUpKey: text('sign_up_key').notNull(),
  signUpHash: bytea('sign_up_hash').notNull(),
  createdAt: instant('created_at').notNull(),
});

/** A session is also the family of its refresh tokens. */
export const sessions = pgTable(
  'sessions',
  {
    id: uuid('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => identities.userId),
    startedAt: instant('started_at').notNull(),
    refreshedAt: instant('refreshed_at').notNull(),
    /** When its newest refresh token expires. */
    expiresAt: instant('expires_at').notNull(),
    endedAt: instant('ended_at'),
    endReason: text('end_reason', { enum: ['SIGNED_OUT', 'TOKEN_REUSED', 'EXPIRED'] }),
  },
  (table) => [
    index('sessions_of_user').on(table.userId, table.startedAt),
    index('sessions_by_end').on(sql`coalesce(${table.endedAt}, ${table.expiresAt})`),
    check(
      'sessions_end_has_reason',
      sql`(${table.endedAt} IS NULL) = (${table.endReason} IS NULL)`,
    ),
  ],
);

export const refreshTokens = pgTable(
  'refresh_tokens',
  {
    /** SHA-256 of the token; the token itself is kept nowhere. */
    tokenHash: bytea('token_hash').primaryKey(),
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    issuedAt: instant('issued_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
  },
  (table) => [
    index('refresh_tokens_of_session').on(table.sessionId),
    index('refresh_tokens_by_expiry').on(table.expiresAt),
  ],
);

/** A key signs from `signsFrom` until `retiredAt`, and is published until its last token has expired. */
export const signingKeys = pgTable('signing_keys', {
  kid: text('kid').primaryKey(),
  privateJwkSealed: text('private_jwk_sealed').notNull(),
  publicJwk: jsonb('public_jwk').$type<JWK>().notNull(),
  createdAt: instant('created_at').notNull(),
  signsFrom: instant('signs_from').notNull(),
  retiredAt: instant('retired_at'),
});

/** Failed sign-ins by e-mail address and by client address, both as keyed hashes. */
export const signInAttempts = pgTable(
  'sign_in_attempts',
  {
    kind: text('kind', { enum: ['EMAIL', 'ADDRESS'] }).notNull(),
    subject: text('subject').notNull(),
    failures: integer('failures').notNull(),
    lastFailedAt: instant('last_failed_at').notNull(),
    lockedUntil: instant('locked_until'),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.subject] }),
    index('sign_in_attempts_by_age').on(table.lastFailedAt),
  ],
);
