import { Counter, Gauge, Histogram } from 'prom-client';
import type { Depth } from './port.ts';

export const jobsTotal = new Counter({
  name: 'outlay_queue_jobs_total',
  help: 'Tries of jobs by what became of them: done, retried, postponed or dead.',
  labelNames: ['queue', 'outcome'] as const,
});

export const jobSeconds = new Histogram({
  name: 'outlay_queue_job_seconds',
  help: 'How long one try of a job took.',
  labelNames: ['queue'] as const,
  buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
});

type Watched = { readonly queue: string; readonly depth: () => Promise<Depth> };
const watched = new Set<Watched>();

/** Asks for the depth of a queue at every scrape, until told to stop. */
export function watchDepth(queue: string, depth: () => Promise<Depth>): () => void {
  const one = { queue, depth };
  watched.add(one);
  return () => void watched.delete(one);
}

/** Kept by prom-client, which asks it at every scrape. Of a broker that is away there is nothing to say. */
export const queueDepth = new Gauge({
  name: 'outlay_queue_depth',
  help: 'Jobs that a worker could begin now, and dead letters (queue="….dead"). The same from every process.',
  labelNames: ['queue'] as const,
  async collect() {
    this.reset();
    await Promise.all(
      [...watched].map(async ({ queue, depth }) => {
        const found = await depth().catch(() => null);
        if (!found) return;
        this.set({ queue }, found.waiting);
        this.set({ queue: `${queue}.dead` }, found.dead);
      }),
    );
  },
});
