import type { Sealer } from '@outlay/identity/seal.ts';
import type { ISql, TransactionSql } from 'postgres';
import type { SealedChannel } from './tables.ts';

/** Someone whom alerts are written for. */
export type Person = {
  readonly bookId: string;
  readonly userId: string;
  readonly displayName: string;
  /** BCP 47 language tag. */
  readonly locale: string;
  /** IANA time zone. */
  readonly timeZone: string;
  readonly channels: readonly ContactChannel[];
};

/** Where a person wants to be reached; the address is readable here and sealed in the database. */
export type ContactChannel = {
  readonly kind: 'EMAIL';
  readonly address: string;
  readonly enabled: boolean;
};

export type People = {
  /** Keeps someone who isn't known yet, and says whether that was so. A known one stays as they are. */
  readonly add: (tx: TransactionSql, person: Person) => Promise<boolean>;
  /** Keeps the newest of someone; says whether they weren't known before. */
  readonly put: (tx: TransactionSql, person: Person) => Promise<boolean>;
  /** The owner of a book, or null while nothing was heard of them. */
  readonly ownerOf: (
    sql: ISql<{ bigint: bigint }> | ISql,
    bookId: string,
  ) => Promise<Person | null>;
};

type PersonRow = {
  book_id: string;
  user_id: string;
  display_name: string;
  locale: string;
  time_zone: string;
  channels: SealedChannel[];
};

export function createPeople(sealer: Sealer): People {
  const seal = (person: Person): SealedChannel[] =>
    person.channels.map(({ kind, address, enabled }) => ({
      kind,
      address: sealer.seal(address, contextOf(person.bookId, person.userId, kind)),
      enabled,
    }));

  const opened = (row: PersonRow): Person => ({
    bookId: row.book_id,
    userId: row.user_id,
    displayName: row.display_name,
    locale: row.locale,
    timeZone: row.time_zone,
    channels: row.channels.map(({ kind, address, enabled }) => ({
      kind,
      address: sealer.open(address, contextOf(row.book_id, row.user_id, kind)),
      enabled,
    })),
  });

  return {
    add: async (tx, person) => {
      const added = await tx`
        INSERT INTO people (book_id, user_id, display_name, locale, time_zone, channels)
        VALUES (${person.bookId}, ${person.userId}, ${person.displayName}, ${person.locale},
                ${person.timeZone}, ${tx.json(seal(person))})
        ON CONFLICT (book_id, user_id) DO NOTHING`;
      return added.count > 0;
    },
    put: async (tx, person) => {
      const changed = await tx`
        UPDATE people
        SET display_name = ${person.displayName}, locale = ${person.locale},
            time_zone = ${person.timeZone}, channels = ${tx.json(seal(person))}
        WHERE book_id = ${person.bookId} AND user_id = ${person.userId}`;
      if (changed.count > 0) return false;
      await tx`
        INSERT INTO people AS p (book_id, user_id, display_name, locale, time_zone, channels)
        VALUES (${person.bookId}, ${person.userId}, ${person.displayName}, ${person.locale},
                ${person.timeZone}, ${tx.json(seal(person))})
        ON CONFLICT (book_id, user_id) DO UPDATE
        SET display_name = excluded.display_name, locale = excluded.locale,
            time_zone = excluded.time_zone, channels = excluded.channels`;
      return true;
    },
    ownerOf: async (sql, bookId) => {
      const [row] = await (sql as ISql)<PersonRow[]>`
        SELECT book_id, user_id, display_name, locale, time_zone, channels FROM people
        WHERE book_id = ${bookId} ORDER BY user_id LIMIT 1`;
      return row ? opened(row) : null;
    },
  };
}

/** Bound into the seal, so that an address can't be moved to another person's row. */
export function contextOf(bookId: string, userId: string, kind: string): string {
  return `people.channels/${bookId}/${userId}/${kind}`;
}
