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

/**
 * Where failures are kept: in the database, or in the cache where replicas share one. What happens in the
 * cache happens at once, whatever becomes of the transaction.
 */
export type KeptFailures = {
  readonly of: (tx: Transaction, target: Target) => Promise<Failures | null>;
  /** Replaces them by what is decided of them. Of several at once at one target, none is lost. */
  readonly change: (
    tx: Transaction,
    target: Target,
    decide: (before: Failures | null) => Failures,
  ) => Promise<void>;
  readonly forget: (tx: Transaction, target: Target) => Promise<void>;
};

export type SignInAttempts = {
  /** Whole seconds until an attempt may be made at all of the targets; 0 for now. */
  readonly secondsToWait: (
    tx: Transaction,
    targets: readonly Target[],
    now: Date,
  ) => Promise<number>;
  /** Counts a failed attempt. */
  readonly countFailure: (tx: Transaction, targets: readonly Target[], now: Date) => Promise<void>;
  /**
   * A right password clears its e-mail address. It clears no client address: whoever has an account of
   * their own could otherwise go on guessing at others'.
   */
  readonly forgetFailures: (tx: Transaction, targets: readonly Target[]) => Promise<void>;
};

export function createSignInAttempts(failures: KeptFailures): SignInAttempts {
  return {
    async secondsToWait(tx, targets, now) {
      const waits: number[] = [];
      for (const target of targets) waits.push(secondsLocked(await failures.of(tx, target), now));
      return Math.max(0, ...waits);
    },
    async countFailure(tx, targets, now) {
      for (const target of targets) {
        await failures.change(tx, target, (before) => failedAgain(target.rules, before, now));
      }
    },
    async forgetFailures(tx, targets) {
      for (const target of targets) if (target.kind === 'EMAIL') await failures.forget(tx, target);
    },
  };
}
