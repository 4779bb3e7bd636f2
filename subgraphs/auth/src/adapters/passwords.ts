import { randomBytes } from 'node:crypto';
import { hash, type Options, parseOptions, verify } from '@node-rs/argon2';
import { notReady } from '@outlay/service-kit/errors.ts';
import type { PasswordSettings } from '../settings.ts';
import { createTurnstile } from './turnstile.ts';

/** Argon2id (RFC 9106), on Node's thread pool. Hashes are in PHC form, with their parameters. */
export type Hashing = {
  readonly hash: (password: string) => Promise<string>;
  /** Against null, for an identity that doesn't exist, it takes as long and answers false. */
  readonly verify: (passwordHash: string | null, password: string) => Promise<boolean>;
  /** Whether a hash was made with other parameters than those in force. */
  readonly isOutdated: (passwordHash: string) => boolean;
};

export type Passwords = {
  /**
   * Runs work that hashes at its turn, so that many sign-ins at once neither exhaust memory nor Node's
   * thread pool. Throws NOT_READY when too many are waiting.
   */
  readonly atTurn: <Result>(work: (hashing: Hashing) => Promise<Result>) => Promise<Result>;
};

export async function createPasswords(settings: PasswordSettings): Promise<Passwords> {
  const { memoryKiB, iterations, parallelism } = settings.argon2id;
  // Argon2id and version 1.3 are the library's defaults.
  const options: Options = {
    memoryCost: memoryKiB,
    timeCost: iterations,
    parallelism,
  };
  const nobodys = await hash(randomBytes(32), options);
  const hashing: Hashing = {
    hash: (password) => hash(password, options),
    verify: async (passwordHash, password) => {
      const right = await verify(passwordHash ?? nobodys, password);
      return passwordHash !== null && right;
    },
    isOutdated: (passwordHash) => {
      const used = parseOptions(passwordHash);
      return (
        !passwordHash.startsWith('$argon2id$v=19$') ||
        used.memoryCost !== memoryKiB ||
        used.timeCost !== iterations ||
        used.parallelism !== parallelism
      );
    },
  };
  const turnstile = createTurnstile({
    atOnce: settings.hashedAtOnce,
    waitingAtMost: settings.waitingAtMost,
    tooLong: () => notReady('Too many people are signing in just now. Try again in a moment.'),
  });
  return { atTurn: (work) => turnstile.pass(() => work(hashing)) };
}
