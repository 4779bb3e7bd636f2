import { deliveryJob } from '@outlay/notification/jobs/delivery-job.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import postgres from 'postgres';
import type { Cluster } from './cluster/cluster.ts';

const appendedAgain = 200n;
/** How long the engine may be away from something else that goes wrong just now. */
const patience = { timeoutMs: 120_000 };

/** The newest events of a topic once more, as after an append that was kept but not confirmed. */
export function appendAgain(cluster: Cluster, topic: string): Promise<unknown> {
  return eventually(() => append(cluster, topic), patience);
}

async function append({ log }: Cluster, topic: string): Promise<true> {
  for (const { partition, end } of await log.ends(topic)) {
    const from = end > appendedAgain ? end - appendedAgain : 0n;
    const records = await log.read({ topic, partition }, from, Number(appendedAgain));
    if (records.length > 0) await log.append(records.map(({ event }) => event));
  }
  return true;
}

/** The newest deliveries once more, made or not, as after a confirmation that got lost. */
export function queueAgain({ engines, queue }: Cluster): Promise<unknown> {
  return changing(engines.postgres.url('notification'), async (sql) => {
    const newest = await sql<{ id: string; bookId: string }[]>`
      SELECT id, book_id AS "bookId" FROM deliveries WHERE channel = 'CONSOLE'
      ORDER BY id DESC LIMIT 100`;
    const jobs = newest.map(({ id, bookId }) => ({ id, body: { bookId, deliveryId: id } }));
    await queue.enqueue(deliveryJob('CONSOLE'), jobs);
  });
}

/** As somebody does who wants events applied again. */
export function setBack({ engines }: Cluster, consumer: string, by: number): Promise<unknown> {
  return changing(engines.postgres.url(consumer), async (sql) => {
    await sql`
      UPDATE consumer_positions SET next_offset = greatest(0, next_offset - ${by})`;
  });
}

/** Does work on a database, from the beginning until it succeeds. */
function changing(url: string, work: (sql: postgres.Sql) => Promise<void>): Promise<unknown> {
  return eventually(async () => {
    const sql = postgres(url, { max: 1 });
    try {
      await work(sql);
      return true;
    } finally {
      await sql.end();
    }
  }, patience);
}
