import { deliveryJob } from '@outlay/notification/jobs/delivery-job.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { audit } from '../audit/audit.ts';
import { auditChain } from '../audit/books.ts';
import { type Kept, unless, type Violation, type Witness, withDatabases } from '../audit/kept.ts';
import { settled } from '../audit/settled.ts';
import type { Cluster } from './cluster/cluster.ts';
import type { Crowd } from './crowd.ts';
import { auditMessages, type MessageRecord } from './message-record.ts';

export type Aftermath = {
  readonly violations: readonly Violation[];
  readonly deliveries: { readonly made: number; readonly excused: number };
};

/**
 * When all is calm again: waits until everything written has had its consequences, and holds what is kept
 * against what the crowd knows.
 */
export async function aftermath(
  cluster: Cluster,
  crowd: Crowd,
  record: MessageRecord,
  patienceMs: number,
): Promise<Aftermath> {
  const witnesses: Witness[] = [...crowd.everybody, ...crowd.newcomers.arrived];
  const books = witnesses.map(({ bookId }) => bookId);
  const { postgres } = cluster.engines;
  const kept = { databaseUrl: postgres.url, eventLog: cluster.log };
  const unsettled = await settled(kept, books, patienceMs);
  await eventuallySeen(kept, crowd, unsettled.length > 0 ? 0 : patienceMs);
  const broken = await audit(kept, witnesses);
  const chains = await Promise.all(witnesses.map(auditChain));
  const messages = await withDatabases(kept, (databases) =>
    auditMessages(databases, books, record.taken),
  );
  return {
    violations: [
      ...unless('no request is given up', unansweredOf(crowd)),
      ...unless('every process comes back', awayFrom(cluster)),
      ...unsettled,
      ...broken,
      ...chains.flat(),
      ...messages.violations,
      ...(await auditQueue(cluster, patienceMs)),
    ],
    deliveries: messages,
  };
}

/** What has no book yet, or no writer; a writer's own are found with their book. */
function unansweredOf({ newcomers, readers }: Crowd): string[] {
  return [newcomers, ...readers].flatMap(({ unanswered }) => unanswered);
}

function awayFrom({ replicas }: Cluster): string[] {
  return replicas.filter(({ ready }) => !ready).map(({ name }) => name);
}

/** Nothing waits any more, and nothing was given up. */
async function auditQueue({ queue }: Cluster, patienceMs: number): Promise<Violation[]> {
  const depth = () => queue.depth(deliveryJob('CONSOLE'));
  const isEmpty = async (): Promise<boolean> => (await depth()).waiting === 0;
  await eventually(isEmpty, { timeoutMs: patienceMs }).catch(() => {});
  const { waiting, dead } = await depth();
  return unless('the queue is empty', waiting + dead > 0 ? [{ waiting, dead }] : []);
}

/** Until both streams of everybody have shown the last that there is, or for so long. */
export async function eventuallySeen(
  kept: Kept,
  crowd: Pick<Crowd, 'everybody'>,
  patienceMs: number,
): Promise<void> {
  await withDatabases(kept, async ({ ledger, notification }) => {
    const check = async (): Promise<boolean> => {
      for (const { bookId, alerts, changes } of crowd.everybody) {
        const [alert] = await notification<{ id: string }[]>`
          SELECT id FROM alerts WHERE book_id = ${bookId} ORDER BY sequence DESC LIMIT 1`;
        const [change] = await ledger<{ id: string }[]>`
          SELECT id FROM transactions WHERE book_id = ${bookId} ORDER BY position DESC LIMIT 1`;
        if (alerts.seen.at(-1)?.id !== alert?.id) return false;
        if (changes.seen.at(-1)?.id !== change?.id) return false;
      }
      return true;
    };
    // What was not seen is for the audit to say.
    await eventually(check, { timeoutMs: patienceMs }).catch(() => {});
  });
}
