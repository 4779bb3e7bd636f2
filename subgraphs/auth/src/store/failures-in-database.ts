import type { Failures } from '../domain/lock-out.ts';
import type { Transaction } from './identities.ts';
import type { KeptFailures, Target } from './sign-in-attempts.ts';

/** Failures in the table `sign_in_attempts`. Those at one target wait for each other. */
export const failuresInDatabase: KeptFailures = {
  of: failuresOf,
  async change(tx, target, decide) {
    const { kind, subject } = target;
    await tx`SELECT pg_advisory_xact_lock(hashtextextended(${`attempts/${kind}/${subject}`}, 0))`;
    const { count, lastAt, lockedUntil } = decide(await failuresOf(tx, target));
    await tx`
      INSERT INTO sign_in_attempts (kind, subject, failures, last_failed_at, locked_until)
      VALUES (${kind}, ${subject}, ${count}, ${lastAt}, ${lockedUntil})
      ON CONFLICT (kind, subject) DO UPDATE
      SET failures = excluded.failures, last_failed_at = excluded.last_failed_at,
          locked_until = excluded.locked_until`;
  },
  async forget(tx, { kind, subject }) {
    await tx`DELETE FROM sign_in_attempts WHERE kind = ${kind} AND subject = ${subject}`;
  },
};

async function failuresOf(tx: Transaction, { kind, subject }: Target): Promise<Failures | null> {
  const [found] = await tx<Failures[]>`
    SELECT failures AS count, last_failed_at AS "lastAt", locked_until AS "lockedUntil"
    FROM sign_in_attempts WHERE kind = ${kind} AND subject = ${subject}`;
  return found ?? null;
}
