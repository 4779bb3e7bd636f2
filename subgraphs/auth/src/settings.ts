import { readFileSync } from 'node:fs';
import { z } from 'zod';

const count = z.int().positive();

/** Failures beyond the free ones lock for growing times; see `domain/lock-out.ts`. */
const lockOut = z.strictObject({
  freeFailures: count,
  firstLockSeconds: count,
  factor: z.number().min(1),
  longestLockSeconds: count,
  forgottenAfterSeconds: count,
});

const settings = z.strictObject({
  passwords: z.strictObject({
    minimumCharacters: count,
    maximumCharacters: count,
    /** OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, 2 iterations, 1 degree of parallelism. */
    argon2id: z.strictObject({ memoryKiB: count, iterations: count, parallelism: count }),
    /** Each takes `memoryKiB` and one of Node's four pool threads; one should stay free for files and DNS. */
    hashedAtOnce: count,
    waitingAtMost: count,
  }),
  signIn: z.strictObject({ perEmail: lockOut, perAddress: lockOut }),
  sessions: z.strictObject({
    refreshTokenDays: count,
    /** How long a session that is over is kept, so that its tokens are still recognised. */
    keptAfterEndDays: count,
    /** A new key is published this long before it signs, so that whoever keeps the set has it by then. */
    keyPublishedAheadSeconds: count,
  }),
});

export type Settings = z.output<typeof settings>;
export type LockOutRules = z.output<typeof lockOut>;
export type PasswordSettings = Settings['passwords'];

/** The rules that are data: everything in `config/`. */
export function readSettings(): Settings {
  const read = (name: string): unknown =>
    JSON.parse(readFileSync(new URL(`../config/${name}.json`, import.meta.url), 'utf8'));
  return settings.parse({
    passwords: read('passwords'),
    signIn: read('sign-in'),
    sessions: read('sessions'),
  });
}
