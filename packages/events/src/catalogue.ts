import { userSignedUp } from './auth.ts';
import type { EventContract } from './contract.ts';
import { categoryChanged, transactionPosted, transactionReversed } from './ledger.ts';
import { alertRaised } from './notification.ts';
import { budgetCrossed, budgetRecovered } from './reporting.ts';
import { profileChanged } from './user.ts';

/** Every event of the house; `schema/events` holds the JSON Schema of each. */
export const catalogue: readonly EventContract[] = [
  userSignedUp,
  profileChanged,
  transactionPosted,
  transactionReversed,
  categoryChanged,
  budgetCrossed,
  budgetRecovered,
  alertRaised,
];
