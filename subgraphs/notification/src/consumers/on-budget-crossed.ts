import type { EventOf } from '@outlay/events/contract.ts';
import type { budgetCrossed } from '@outlay/events/reporting.ts';
import type { TransactionSql } from 'postgres';
import { type AlertRooms, raiseAlert } from './raise-alert.ts';

/** Spending reached a threshold: what that means to the person was decided with the threshold. */
export function onBudgetCrossed(
  rooms: AlertRooms,
  tx: TransactionSql,
  event: EventOf<typeof budgetCrossed>,
): Promise<void> {
  return raiseAlert(rooms, tx, event, event.data.threshold.level);
}
