import { Alert } from './Alert.ts';
import { AlertConnection } from './AlertConnection.ts';
import { MarkAlertsReadSuccess } from './MarkAlertsReadSuccess.ts';
import { markAlertsRead } from './Mutation/markAlertsRead.ts';
import { alert } from './Query/alert.ts';
import { alerts } from './Query/alerts.ts';
import { overspendAlerts } from './Subscription/overspendAlerts.ts';
import type { Resolvers } from './types.generated.ts';

export const resolvers: Resolvers = {
  Query: { alert, alerts },
  Mutation: { markAlertsRead },
  Subscription: { overspendAlerts },
  Alert,
  AlertConnection,
  MarkAlertsReadSuccess,
};
