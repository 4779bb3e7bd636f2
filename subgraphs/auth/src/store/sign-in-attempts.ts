import {
  type Failures,
  failedAgain,
  type LockOutRules,
  secondsLocked,
} from '../domain/lock-out.ts';
import type { Transaction } from './identities.ts';

/** Something that is being guessed at, or guessed from; `subject` is a keyed hash. */
export type Target = {
  readonly kind: 'EMAIL' | 'ADDRESS';
  readonly subject: string;
  readonly rules: LockOutRules;
};

/** Whole seconds until an attempt may be made at all of the targets; 0 for now. */
export async function secondsToWait(
  tx: Transaction,
  targets: readonly Target[],
  now: Date,
): Promise<number> {
  const waits: number[] = [];
  for (const target of targets) waits.push(secondsLocked(await failuresOf(tx, target), now));
  return Math.max(0, ...waits);
}

/** Counts a failed attempt. Several at once at one target wait for each other, so each is counted. */
export async function countFailure(
  tx: Transaction,
  targets: readonly Target[],
  now: Date,
): Promise<void> {
  for (const target of targets) {
    const { kind, subject } = target;
    await tx`SELECT pg_advisory_xact_lock(hashtextextended(${`attempts/${kind}/${subject}`}, 0))`;
    const { count, lockedUntil } = failedAgain(target.rules, await failuresOf(tx, target), now);
    await tx`
      INSERT INTO sign_in_attempts (kind, subject, failures, last_failed_at, locked_until)
      VALUES (${kind}, ${subject}, ${count}, ${now}, ${lockedUntil})
      ON CONFLICT (kind, subject) DO UPDATE
      SET failures = excluded.failures, last_failed_at = excluded.last_failed_at,
          locked_until = excluded.locked_until`;
  }
}

/**
 * A right password clears its e-mail address. It clears no client address: whoever has an account of
 * their own could otherwise go on guessing at others'.
 */
export async function forgetFailures(tx: Transaction, targets: readonly Target[]): Promise<void> {
  for (const { kind, subject } of targets) {
    if (kind !== 'EMAIL') continue;
    await tx`DELETE FROM sign_in_attempts WHERE kind = ${kind} AND subject = ${subject}`;
  }
}

async function failuresOf(tx: Transaction, { kind, subject }: Target): Promise<Failures | null> {
  const [found] = await tx<Failures[]>`
    SELECT failures AS count, last_failed_at AS "lastAt", locked_until AS "lockedUntil"
    FROM sign_in_attempts WHERE kind = ${kind} AND subject = ${subject}`;
  return found ?? null;
}
