import { userSignedUp } from '@outlay/events/auth.ts';
import type { EventOf } from '@outlay/events/contract.ts';
import { budgetCrossed, budgetRecovered } from '@outlay/events/reporting.ts';
import { profileChanged } from '@outlay/events/user.ts';
import type { TransactionSql } from 'postgres';
import { onBudgetCrossed } from './on-budget-crossed.ts';
import { onBudgetRecovered } from './on-budget-recovered.ts';
import { onProfileChanged } from './on-profile-changed.ts';
import { onUserSignedUp } from './on-user-signed-up.ts';
import type { AlertRooms } from './raise-alert.ts';

/** The name under which notification consumes; its positions are kept by it. */
export const consumerGroup = 'notification';

/** The events that notification understands. */
export const contracts = [userSignedUp, profileChanged, budgetCrossed, budgetRecovered];

export type Consumed = EventOf<
  typeof userSignedUp | typeof profileChanged | typeof budgetCrossed | typeof budgetRecovered
>;

export function applyEvent(rooms: AlertRooms, tx: TransactionSql, event: Consumed): Promise<void> {
  switch (event.type) {
    case 'auth.user-signed-up':
      return onUserSignedUp(rooms, tx, event);
    case 'user.profile-changed':
      return onProfileChanged(rooms, tx, event);
    case 'reporting.budget-crossed':
      return onBudgetCrossed(rooms, tx, event);
    case 'reporting.budget-recovered':
      return onBudgetRecovered(rooms, tx, event);
  }
}
