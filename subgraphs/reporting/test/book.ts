import { randomUUID } from 'node:crypto';
import type { WireEvent } from '@outlay/events/envelope.ts';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import type { Viewer } from '@outlay/identity/viewer.ts';

export type Entry = {
  readonly date: string;
  /** Minor units of each category; negative for a refund. */
  readonly spent?: Readonly<Record<string, bigint>>;
  readonly earned?: Readonly<Record<string, bigint>>;
  readonly currency?: string;
};

export type WirePosting = {
  accountId: string;
  accountType: 'ASSET' | 'EQUITY' | 'EXPENSE' | 'INCOME';
  amount: string;
  currency: string;
};

export type TransactionData = {
  transactionId: string;
  bookId: string;
  kind: string;
  date: string;
  description: string;
  recordedAt: string;
  postings: WirePosting[];
};

export const preferences = {
  currency: 'EUR',
  locale: 'en-GB',
  timeZone: 'Europe/Berlin',
  firstDayOfWeek: 1,
};

const at = '2026-03-10T12:00:00.000Z';

/** Someone's book as auth, user and ledger tell of it: numbered without a gap per topic. */
export class Book {
  readonly bookId = uuidv7();
  readonly userId = uuidv7();
  readonly account = uuidv7();
  readonly viewer: Viewer = {
    userId: this.userId,
    bookId: this.bookId,
    sessionId: uuidv7(),
    roles: ['MEMBER'],
    expiresAt: 4_000_000_000,
  };
  readonly #sequences = new Map<string, number>();

  /** What a write would have returned for the last event of the ledger. */
  get position(): string {
    return positionText(this.#sequences.get('ledger') ?? 0);
  }

  signedUp(changed: Partial<typeof preferences> = {}): WireEvent {
    return this.#event('auth', 'auth.user-signed-up', {
      userId: this.userId,
      bookId: this.bookId,
      email: 'ada@example.org',
      displayName: 'Ada',
      preferences: { ...preferences, ...changed },
    });
  }

  profileChanged(changed: Partial<typeof preferences>): WireEvent {
    return this.#event('user', 'user.profile-changed', {
      userId: this.userId,
      bookId: this.bookId,
      displayName: 'Ada',
      preferences: { ...preferences, ...changed },
      channels: [],
    });
  }

  category(
    categoryId: string,
    kind: 'EXPENSE' | 'INCOME' = 'EXPENSE',
    archived = false,
  ): WireEvent {
    const { bookId } = this;
    const data = { categoryId, bookId, name: 'A category', kind, archived };
    return this.#event('ledger', 'ledger.category-changed', data);
  }

  posted({ date, spent = {}, earned = {}, currency = 'EUR' }: Entry, replaces?: string): WireEvent {
    const legs: WirePosting[] = [
      ...Object.entries(spent).map(([accountId, amount]) => ({
        accountId,
        accountType: 'EXPENSE' as const,
        amount: amount.toString(),
        currency,
      })),
      ...Object.entries(earned).map(([accountId, amount]) => ({
        accountId,
        accountType: 'INCOME' as const,
        amount: (-amount).toString(),
        currency,
      })),
    ];
    const sum = legs.reduce((total, leg) => total + BigInt(leg.amount), 0n);
    const balance: WirePosting = {
      accountId: this.account,
      accountType: 'ASSET',
      amount: (-sum).toString(),
      currency,
    };
    return this.#transaction('EXPENSE', date, [...legs, balance], replaces);
  }

  /** Between own accounts: neither spent nor earned. */
  transfer(date: string, amount: bigint, currency = 'EUR'): WireEvent {
    const leg = (accountId: string, signed: bigint): WirePosting => ({
      accountId,
      accountType: 'ASSET',
      amount: signed.toString(),
      currency,
    });
    return this.#transaction('TRANSFER', date, [leg(this.account, -amount), leg(uuidv7(), amount)]);
  }

  reversed(original: WireEvent): WireEvent {
    const data = original.data as TransactionData;
    return this.#event('ledger', 'ledger.transaction-reversed', {
      ...data,
      transactionId: uuidv7(),
      reverses: data.transactionId,
      postings: data.postings.map((leg) => ({ ...leg, amount: (-BigInt(leg.amount)).toString() })),
    });
  }

  /** An edit is a reversal and a replacement. */
  edited(original: WireEvent, entry: Entry): [WireEvent, WireEvent] {
    const { transactionId } = original.data as TransactionData;
    return [this.reversed(original), this.posted(entry, transactionId)];
  }

  #transaction(kind: string, date: string, postings: WirePosting[], replaces?: string): WireEvent {
    return this.#event('ledger', 'ledger.transaction-posted', {
      transactionId: uuidv7(),
      bookId: this.bookId,
      kind,
      date,
      description: 'An entry',
      recordedAt: at,
      postings,
      ...(replaces === undefined ? {} : { replaces }),
    });
  }

  #event(topic: string, type: string, data: object): WireEvent {
    const sequence = (this.#sequences.get(topic) ?? 0) + 1;
    this.#sequences.set(topic, sequence);
    return {
      id: randomUUID(),
      topic,
      type,
      key: this.bookId,
      sequence: String(sequence),
      occurredAt: at,
      data,
    };
  }
}

/** A position as the graph shows it. */
export function positionText(sequence: number): string {
  return Buffer.from(`p:${sequence}`).toString('base64url');
}

export function transactionIdOf(event: WireEvent): string {
  return (event.data as TransactionData).transactionId;
}
