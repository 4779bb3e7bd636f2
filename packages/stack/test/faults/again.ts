import { deliveryJob } from '@outlay/notification/jobs/delivery-job.ts';
import postgres from 'postgres';
import type { Cluster } from './cluster/cluster.ts';

const appendedAgain = 200n;

/** The newest events of a topic once more, as after an append that was kept but not confirmed. */
export async function appendAgain({ log }: Cluster, topic: string): Promise<void> {
  for (const { partition, end } of await log.ends(topic)) {
    const from = end > appendedAgain ? end - appendedAgain : 0n;
    const records = await log.read({ topic, partition }, from, Number(appendedAgain));
    if (records.length > 0) await log.append(records.map(({ event }) => event));
  }
}

/** The newest deliveries once more, made or not, as after a confirmation that got lost. */
export async function queueAgain({ engines, queue }: Cluster): Promise<void> {
  const sql = postgres(engines.postgres.url('notification'), { max: 1 });
  try {
    const newest = await sql<{ id: string; bookId: string }[]>`
      SELECT id, book_id AS "bookId" FROM deliveries WHERE channel = 'CONSOLE'
      ORDER BY id DESC LIMIT 100`;
    const jobs = newest.map(({ id, bookId }) => ({ id, body: { bookId, deliveryId: id } }));
    await queue.enqueue(deliveryJob('CONSOLE'), jobs);
  } finally {
    await sql.end();
  }
}

/** As somebody does who wants events applied again. */
export async function setBack({ engines }: Cluster, consumer: string, by: number): Promise<void> {
  const sql = postgres(engines.postgres.url(consumer), { max: 1 });
  try {
    await sql`
      UPDATE consumer_positions SET next_offset = greatest(0, next_offset - ${by})`;
  } finally {
    await sql.end();
  }
}
