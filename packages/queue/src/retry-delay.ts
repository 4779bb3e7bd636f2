import type { RetryRules } from './port.ts';

/**
 * Parts of the full pause that a retry may take. Half of a pause is chance, so that jobs that failed
 * together don't all come back together; and chance has three values, so that a broker which can only
 * delay by a queue per length of time needs few of them.
 */
const parts = [0.5, 0.75, 1] as const;

/** Milliseconds to wait after the given try failed (the first is 1); `chance` is in [0, 1). */
export function retryDelayMs(rules: RetryRules, attempt: number, chance: number): number {
  const part = parts[Math.floor(chance * parts.length)] ?? 1;
  return Math.max(1, Math.round(fullMs(rules, attempt) * part));
}

/** Every pause that the rules can lead to, ascending. */
export function retryDelaysMs(rules: RetryRules): number[] {
  const attempts = Array.from({ length: Math.max(1, rules.attempts - 1) }, (_, index) => index + 1);
  const chances = parts.map((_, index) => index / parts.length);
  const all = attempts.flatMap((attempt) =>
    chances.map((chance) => retryDelayMs(rules, attempt, chance)),
  );
  return [...new Set(all)].sort((one, other) => one - other);
}

function fullMs({ baseMs, capMs }: RetryRules, attempt: number): number {
  return Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 30));
}
