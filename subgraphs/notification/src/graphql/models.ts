import type { AlertRow, DeliveryRow } from '../store/tables.ts';

/** What stands behind a GraphQL type while its fields are resolved. */

export type AlertModel = AlertRow;

export type DeliveryModel = DeliveryRow;

export type AlertConnectionModel = {
  /** Newest first. */
  readonly alerts: readonly AlertRow[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
};

export type MarkAlertsReadSuccessModel = {
  readonly __typename: 'MarkAlertsReadSuccess';
  readonly alertIds: readonly string[];
  readonly unreadCount: number;
};
