import { sql } from '@outlay/service-kit/drizzle/core.cjs';
import {
  boolean,
  check,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from '@outlay/service-kit/drizzle/pg-core.cjs';

export { masterKeyProof } from '@outlay/service-kit/master-key-table.ts';

/** Who somebody is to us: one profile per user, in their book. */
export const profiles = pgTable(
  'profiles',
  {
    bookId: uuid('book_id').notNull(),
    userId: uuid('user_id').notNull(),
    displayName: text('display_name').notNull(),
    emailSealed: text('email_sealed').notNull(),
    emailAlerts: boolean('email_alerts').notNull(),
    /** The currency that reports are shown in. */
    currency: text('currency').notNull(),
    locale: text('locale').notNull(),
    timeZone: text('time_zone').notNull(),
    /** ISO weekday: Monday is 1, Sunday 7. */
    firstDayOfWeek: smallint('first_day_of_week').notNull(),
    createdAt: timestamp('created_at', { withTimezone: true, mode: 'date' }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.bookId, table.userId] }),
    check('profiles_first_day_is_a_weekday', sql`${table.firstDayOfWeek} BETWEEN 1 AND 7`),
  ],
);
