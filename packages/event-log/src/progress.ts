import type postgres from 'postgres';
import { pause } from './backoff.ts';
import { EventsLostError, whatToCheck } from './errors.ts';
import { nameOf } from './heads.ts';
import type { Assignment, EventLog } from './port.ts';
import { positionsOf } from './positions.ts';

export type PartitionLag = Assignment & {
  readonly position: bigint;
  readonly end: bigint;
  /** Records that the group has not consumed yet. */
  readonly behind: bigint;
  /** Records that the group has consumed and the log lacks; above 0 it is another log, or not all of it. */
  readonly lost: bigint;
};

export type ProgressOptions = {
  readonly sql: postgres.ISql;
  readonly log: Pick<EventLog, 'ends'>;
  readonly group: string;
  readonly topics: readonly string[];
};

/** How far a group is behind the log, per partition. */
export async function lag({ sql, log, group, topics }: ProgressOptions): Promise<PartitionLag[]> {
  const positions = await positionsOf(sql, group, topics);
  const perTopic = await Promise.all(
    topics.map(async (topic) =>
      (await log.ends(topic)).map(({ partition, end }): PartitionLag => {
        const at = positions.find((one) => one.topic === topic && one.partition === partition);
        const position = at?.offset ?? 0n;
        // The position was read first, so it can't be beyond an end that only grows.
        const [behind, lost] = end < position ? [0n, position - end] : [end - position, 0n];
        return { topic, partition, position, end, behind, lost };
      }),
    ),
  );
  return perTopic.flat();
}

/**
 * Resolves when a group has consumed everything that was in the log at the time of the call.
 * Rejects with the signal's reason when that is aborted first, and with an {@link EventsLostError} when the
 * group has consumed more than the log has: what is in it now won't be consumed then.
 */
export async function caughtUp(
  options: ProgressOptions & { readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const { sql, group, topics, signal } = options;
  const goals = await lag(options);
  const short = goals.find(({ lost }) => lost > 0n);
  if (short) {
    throw new EventsLostError(
      `The log lacks ${short.lost} events of ${nameOf(short)} that ${group} has consumed. ${whatToCheck}`,
    );
  }
  for (let waitMs = 2; ; waitMs = Math.min(waitMs * 2, 50)) {
    const positions = await positionsOf(sql, group, topics);
    const reached = goals.every(
      ({ topic, partition, end }) =>
        end === 0n ||
        positions.some(
          (one) => one.topic === topic && one.partition === partition && one.offset >= end,
        ),
    );
    if (reached) return;
    await pause(waitMs, signal);
    signal?.throwIfAborted();
  }
}
