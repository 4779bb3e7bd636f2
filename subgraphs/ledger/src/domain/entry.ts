import type { AccountType, ChartAccount } from './chart.ts';

export type TransactionKind = 'EXPENSE' | 'INCOME' | 'REFUND' | 'TRANSFER' | 'OPENING';

/** One leg of a transaction. Signed minor units; debit is positive. */
export type Leg = {
  readonly accountId: string;
  readonly accountType: AccountType;
  readonly amount: bigint;
  readonly currency: string;
};

/** A transaction that is about to be posted. Its legs sum to zero by construction. */
export type Entry = {
  readonly id: string;
  readonly kind: TransactionKind;
  /** The date on the receipt, YYYY-MM-DD. */
  readonly date: string;
  readonly description: string;
  /** Minor units, more than nothing. */
  readonly amount: bigint;
  readonly currency: string;
  readonly accountId: string;
  readonly toAccountId: string | null;
  readonly categoryId: string | null;
  readonly recordedAt: Date;
  readonly reverses: string | null;
  readonly replaces: string | null;
  readonly importId: string | null;
  readonly legs: readonly Leg[];
};

/** What every new transaction is told. */
export type Heading = {
  readonly id: string;
  readonly date: string;
  readonly description: string;
  readonly recordedAt: Date;
  readonly replaces?: string | null;
  readonly importId?: string | null;
};

type Party = Pick<ChartAccount, 'id' | 'type'>;

type Flow = {
  readonly kind: TransactionKind;
  /** Minor units, more than nothing. */
  readonly amount: bigint;
  readonly currency: string;
  readonly debit: Party;
  readonly credit: Party;
  readonly account: Party;
  readonly toAccount?: Party;
  readonly category?: Party;
};

function entryOf(heading: Heading, flow: Flow): Entry {
  const { amount, currency, debit, credit } = flow;
  return {
    id: heading.id,
    kind: flow.kind,
    date: heading.date,
    description: heading.description,
    amount,
    currency,
    accountId: flow.account.id,
    toAccountId: flow.toAccount?.id ?? null,
    categoryId: flow.category?.id ?? null,
    recordedAt: heading.recordedAt,
    reverses: null,
    replaces: heading.replaces ?? null,
    importId: heading.importId ?? null,
    legs: [
      { accountId: debit.id, accountType: debit.type, amount, currency },
      { accountId: credit.id, accountType: credit.type, amount: -amount, currency },
    ],
  };
}

/** Minor units of one currency. */
export type Sum = { readonly amount: bigint; readonly currency: string };
type OfCategory = { readonly account: Party; readonly category: Party };

/** Spending raises its category and lowers the account. */
export function expense(heading: Heading, sum: Sum, { account, category }: OfCategory): Entry {
  const flow = { kind: 'EXPENSE', debit: category, credit: account } as const;
  return entryOf(heading, { ...flow, ...sum, account, category });
}

export function income(heading: Heading, sum: Sum, { account, category }: OfCategory): Entry {
  const flow = { kind: 'INCOME', debit: account, credit: category } as const;
  return entryOf(heading, { ...flow, ...sum, account, category });
}

/** Money that came back lowers what its category spent. */
export function refund(heading: Heading, sum: Sum, { account, category }: OfCategory): Entry {
  const flow = { kind: 'REFUND', debit: account, credit: category } as const;
  return entryOf(heading, { ...flow, ...sum, account, category });
}

/** Between own accounts; no category, so it is not spending. */
export function transfer(
  heading: Heading,
  sum: Sum,
  { from, to }: { from: Party; to: Party },
): Entry {
  const flow = { kind: 'TRANSFER', debit: to, credit: from } as const;
  return entryOf(heading, { ...flow, ...sum, account: from, toAccount: to });
}

/** What an account held when it was opened, against equity. `held` is signed: negative when owed. */
export function opening(
  heading: Heading,
  held: bigint,
  { account, equity }: { account: Party & { currency: string }; equity: Party },
): Entry {
  const [debit, credit] = held > 0n ? [account, equity] : [equity, account];
  const amount = held > 0n ? held : -held;
  const { currency } = account;
  return entryOf(heading, { kind: 'OPENING', amount, currency, debit, credit, account });
}

/** Takes a transaction back where it took effect: same date, kind and amount, the legs' signs turned. */
export function reversalOf(original: Entry, id: string, recordedAt: Date): Entry {
  return {
    ...original,
    id,
    recordedAt,
    reverses: original.id,
    replaces: null,
    importId: null,
    legs: original.legs.map((leg) => ({ ...leg, amount: -leg.amount })),
  };
}
