/**
 * How long failed sign-ins keep the next one waiting. The first few are free; each one after them locks
 * for `factor` times as long as the one before, up to a bound. A time without failures is forgiven.
 */
export type LockOutRules = {
  readonly freeFailures: number;
  readonly firstLockSeconds: number;
  readonly factor: number;
  readonly longestLockSeconds: number;
  readonly forgottenAfterSeconds: number;
};

export type Failures = {
  readonly count: number;
  readonly lastAt: Date;
  readonly lockedUntil: Date | null;
};

/** Whole seconds to wait before the next attempt; 0 when it may be made now. */
export function secondsLocked(failures: Failures | null, now: Date): number {
  if (!failures?.lockedUntil) return 0;
  return Math.max(0, Math.ceil((failures.lockedUntil.getTime() - now.getTime()) / 1000));
}

/** The failures after one more. */
export function failedAgain(rules: LockOutRules, before: Failures | null, now: Date): Failures {
  const forgotten =
    !before || now.getTime() - before.lastAt.getTime() > rules.forgottenAfterSeconds * 1000;
  const count = forgotten ? 1 : before.count + 1;
  const over = count - rules.freeFailures;
  if (over <= 0) return { count, lastAt: now, lockedUntil: null };
  const seconds = Math.min(
    rules.firstLockSeconds * rules.factor ** (over - 1),
    rules.longestLockSeconds,
  );
  return { count, lastAt: now, lockedUntil: new Date(now.getTime() + seconds * 1000) };
}
