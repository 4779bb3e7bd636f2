import type { Logger } from '@outlay/service-kit/logger.ts';
import type { Sql } from 'postgres';
import type { Settings } from '../settings.ts';
import { removeRetiredKeys } from '../store/signing-keys.ts';

const everyMs = 60 * 60 * 1000;
const dayMs = 86_400_000;

type SweepOptions = {
  readonly sql: Sql<{ bigint: bigint }>;
  readonly settings: Settings;
  readonly now: () => Date;
  readonly logger: Logger;
};

/** Removes what has no use any more: old sessions with their tokens, failures long forgiven, and retired keys. */
export async function sweep({ sql, settings, now }: SweepOptions): Promise<void> {
  const { sessions, signIn } = settings;
  const at = now().getTime();
  const overBefore = new Date(at - sessions.keptAfterEndDays * dayMs);
  const forgotten = Math.max(
    signIn.perEmail.forgottenAfterSeconds,
    signIn.perAddress.forgottenAfterSeconds,
  );
  await sql`DELETE FROM sessions WHERE coalesce(ended_at, expires_at) < ${overBefore}`;
  await sql`DELETE FROM refresh_tokens WHERE expires_at < ${overBefore}`;
  await sql`DELETE FROM sign_in_attempts WHERE last_failed_at < ${new Date(at - forgotten * 1000)}`;
  await removeRetiredKeys(sql, new Date(at));
}

/** Sweeps every hour. Replicas may do so at once; it does no harm. */
export function startSweep(options: SweepOptions): { stop: () => Promise<void> } {
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = sweep(options).catch((error: unknown) => {
      options.logger.warn({ err: error }, 'could not sweep; trying again in an hour');
    });
  }, everyMs).unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
