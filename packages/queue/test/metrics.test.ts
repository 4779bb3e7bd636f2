import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { register } from 'prom-client';
import { PermanentJobError } from '../src/errors.ts';
import { openQueue } from '../src/open.ts';
import { greet, greetings, logger, rules } from './fixtures.ts';

type Value = { value: number; labels: Record<string, string | number> };

async function valuesOf(name: string, queue: string): Promise<Record<string, number>> {
  const metric = (await register.getSingleMetric(name)?.get()) as { values: Value[] } | undefined;
  const ours = metric?.values.filter(({ labels }) => String(labels['queue']).startsWith(queue));
  return Object.fromEntries(
    (ours ?? []).map(({ labels, value }) => [labels['outcome'] ?? labels['queue'], value]),
  );
}

test('tries are counted by their outcome, and depths are asked for at the scrape', async () => {
  const queue = await openQueue('memory:', { logger });
  const contract = greetings();
  const worker = queue.work(contract, rules, async ({ id, attempt }) => {
    if (id === 'dead') throw new PermanentJobError('no');
    if (id === 'retried' && attempt === 1) throw new Error('not yet');
  });
  await queue.enqueue(contract, ['done', 'dead', 'retried'].map(greet));
  await eventually(async () => {
    const counted = await valuesOf('outlay_queue_jobs_total', contract.queue);
    assert.deepEqual(counted, { done: 2, dead: 1, retried: 1 });
    return true;
  });
  const depth = () => valuesOf('outlay_queue_depth', contract.queue);
  assert.deepEqual(await depth(), { [contract.queue]: 0, [`${contract.queue}.dead`]: 1 });
  await worker.stop();
  assert.deepEqual(await depth(), {});
  await queue.stop();
});
