import type { MarkAlertsReadSuccessResolvers } from './types.generated.ts';

export const MarkAlertsReadSuccess: MarkAlertsReadSuccessResolvers = {
  // Read after the commit, also when the answer is repeated for its key.
  alerts: async ({ alertIds }, _args, context) => {
    const found = await context.alertById.loadMany(alertIds);
    return found.filter((alert) => alert !== null && !(alert instanceof Error)) as never;
  },
};
