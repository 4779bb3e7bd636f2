import type { EventOf } from '@outlay/events/contract.ts';
import type { budgetRecovered } from '@outlay/events/reporting.ts';
import type { TransactionSql } from 'postgres';
import { type AlertRooms, raiseAlert } from './raise-alert.ts';

/** Spending fell below a threshold again. */
export function onBudgetRecovered(
  rooms: AlertRooms,
  tx: TransactionSql,
  event: EventOf<typeof budgetRecovered>,
): Promise<void> {
  return raiseAlert(rooms, tx, event, 'RECOVERED');
}
