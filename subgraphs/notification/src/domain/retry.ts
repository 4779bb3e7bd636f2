export type RetryRules = {
  /** Tries in all, the first one included. */
  readonly attempts: number;
  /** About how long after the first failure the second try comes. */
  readonly retryBaseMs: number;
  /** The longest pause between two tries. */
  readonly retryCapMs: number;
};

/**
 * Milliseconds to wait after the given try failed (the first is 1), or null when it was the last one. The
 * pause doubles up to the cap, and half of it is chance (`chance` is in [0, 1)), so that messages that
 * failed together don't all come back together.
 */
export function retryDelayMs(rules: RetryRules, attempt: number, chance: number): number | null {
  if (attempt >= rules.attempts) return null;
  const fullMs = Math.min(rules.retryCapMs, rules.retryBaseMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(fullMs / 2 + (chance * fullMs) / 2);
}
