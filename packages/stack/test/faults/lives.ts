import { unless, type Violation } from '../audit/kept.ts';
import type { Life, Replica } from './cluster/replica.ts';
import type { Over } from './recovery.ts';

/** All that happened, also what happened while something else lasted. */
function everyFault(faults: readonly Over[]): Over[] {
  return faults.flatMap((fault) => [fault, ...everyFault(fault.meanwhile ?? [])]);
}

/**
 * Nobody but us ends a process, be it ready or still starting: what it needs is waited for. One end is
 * right: that of a process whose own database breaks away under it while it starts, when what it has begun
 * to build on is gone. It is started again, and waits for the database then.
 */
export function auditLives(
  replicas: readonly Pick<Replica, 'name' | 'service' | 'lives'>[],
  faults: readonly Over[],
): Violation[] {
  const happened = everyFault(faults);
  const wrong = replicas.flatMap(({ name, service, lives }) =>
    lives
      .filter(({ endedBy }) => endedBy === 'itself')
      .filter((life) => !happened.some((fault) => excuses(fault, service, life)))
      .map(({ startedAt, readyAt, endedAt = Infinity }) => ({
        name,
        was: readyAt === undefined ? 'starting' : 'ready',
        livedMs: Math.round(endedAt - startedAt),
      })),
  );
  return unless('no process ends by itself', wrong);
}

function excuses(fault: Over, service: string, { startedAt, readyAt, endedAt }: Life): boolean {
  const isOfDatabase =
    fault.kind === 'postgres stops at once' || fault.target === `${service} → postgres`;
  const hasDatabase = service !== 'gateway';
  return (
    hasDatabase &&
    isOfDatabase &&
    readyAt === undefined &&
    fault.beganAt <= (endedAt ?? Infinity) &&
    fault.endedAt >= startedAt
  );
}
