import type { RateLimits } from './rate-limit.ts';
import type { LimitsBySender, SenderLimits } from './sender-limits.ts';

export const asGoodAsNone = 1_000_000_000;
const senders: Partial<SenderLimits> = { pointsPerMinute: asGoodAsNone };

/** For whoever runs Outlay for themselves, or measures it, and is not to be kept from it: part of a gateway's config. */
export const withoutBudgets: {
  readonly limits: Partial<SenderLimits>;
  readonly limitsBySender: LimitsBySender;
  readonly rateLimits: RateLimits;
} = {
  limits: senders,
  limitsBySender: { nobody: senders },
  rateLimits: { perAddress: asGoodAsNone },
};

/** The same for a gateway that is a process of its own, by its environment. */
export const environmentWithoutBudgets = {
  LIMIT_POINTS_PER_MINUTE: String(asGoodAsNone),
  LIMIT_POINTS_PER_MINUTE_ADDRESS: String(asGoodAsNone),
  LIMITS_BY_SENDER: JSON.stringify(withoutBudgets.limitsBySender),
};
