import { userSignedUp } from '@outlay/events/auth.ts';
import type { EventOf } from '@outlay/events/contract.ts';
import { categoryChanged, transactionPosted, transactionReversed } from '@outlay/events/ledger.ts';
import { profileChanged } from '@outlay/events/user.ts';
import type { Transaction } from '../store/connection.ts';
import { onCategoryChanged } from './on-category-changed.ts';
import { onProfileChanged } from './on-profile-changed.ts';
import { onTransactions } from './on-transactions.ts';
import { onUserSignedUp } from './on-user-signed-up.ts';

export const contracts = [
  userSignedUp,
  profileChanged,
  categoryChanged,
  transactionPosted,
  transactionReversed,
] as const;

export const topics: readonly string[] = [...new Set(contracts.map(({ topic }) => topic))];

export type ConsumedEvent = EventOf<(typeof contracts)[number]>;

type Of<Type extends ConsumedEvent['type']> = Extract<ConsumedEvent, { type: Type }>;

/** The whole effect of a batch, in one transaction. Events of one type and book keep their order. */
export async function apply(
  tx: Transaction,
  events: readonly ConsumedEvent[],
  decidedAt: Date,
): Promise<void> {
  const ofType = <Type extends ConsumedEvent['type']>(...types: Type[]): Of<Type>[] =>
    events.filter((event): event is Of<Type> => types.some((type) => type === event.type));
  await onUserSignedUp(tx, ofType('auth.user-signed-up'));
  await onProfileChanged(tx, ofType('user.profile-changed'), decidedAt);
  await onCategoryChanged(tx, ofType('ledger.category-changed'));
  const transactions = ofType('ledger.transaction-posted', 'ledger.transaction-reversed');
  await onTransactions(tx, transactions, decidedAt);
}
