import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as operations from '@outlay/stack/demo/operations.ts';
import { startOutlay } from './src/outlay.ts';
import { newSpender, spend, type Spender } from './src/people.ts';
import { percentile, printTable, rounded } from './src/statistics.ts';

/**
 * `npm run bench:alerts`: from the answer to a write to the alert on another client's socket, idle and at
 * half the load that the same Outlay can sustain. Each write crosses a budget and the next takes it back,
 * so each brings an alert. An alert that overtakes the answer counts as 0 ms.
 */
const samplesEach = 300;
const warmUp = 30;
const settleMs = 300;

type Pushed = { overspendAlerts: { kind: string } };

const outlay = await startOutlay();
try {
  const writer = await newSpender(outlay.url);
  await budgetOf(writer);
  const heard: ((at: number) => void)[] = [];
  writer.client.subscribe<Pushed>(operations.overspendAlerts, {}, () => {
    heard.shift()?.(performance.now());
  });
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  await measure(writer, heard, warmUp);

  const idle = await measure(writer, heard, samplesEach);
  const load = await startLoad(outlay.url);
  const peak = await sustained(load, writer, heard);
  const half = Math.floor(peak / 2);
  const running = runLoad(load, half, 25);
  const busy = await measure(writer, heard, samplesEach);
  await running;
  load.kill();

  const row = (state: string, writesPerSecond: number, samples: readonly number[]) => ({
    state,
    writesPerSecond,
    samples: samples.length,
    p50Ms: rounded(percentile(samples, 0.5)),
    p99Ms: rounded(percentile(samples, 0.99)),
  });
  const rows = [row('idle', 0, idle), row('half load', half, busy)];
  process.stdout.write('\nFrom the answer to the write to the alert on another socket\n\n');
  printTable(rows);
  process.stdout.write(
    `\n${JSON.stringify({ bench: 'alerts', peakWritesPerSecond: Math.round(peak), rows })}\n`,
  );
  await writer.client.close();
} finally {
  await outlay.stop();
}

async function budgetOf({ client, categoryId }: Spender): Promise<void> {
  await client.mutate(operations.createBudget, {
    name: 'Bench',
    categoryId,
    period: 'MONTH',
    limit: { amount: '10.00' },
    thresholds: [100],
    idempotencyKey: randomUUID(),
  });
}

/** Milliseconds from each answer to its alert. */
async function measure(
  writer: Spender,
  heard: ((at: number) => void)[],
  count: number,
): Promise<number[]> {
  const samples: number[] = [];
  let last: string | null = null;
  for (let index = 0; index < count; index += 1) {
    const alert = new Promise<number>((resolve) => heard.push(resolve));
    if (last === null) last = await spend(writer, '10.00');
    else last = await takeBack(writer, last);
    const answeredAt = performance.now();
    samples.push(Math.max(0, (await alert) - answeredAt));
  }
  return samples;
}

async function takeBack({ client }: Spender, id: string): Promise<null> {
  await client.mutate(operations.removeExpense, { id, idempotencyKey: randomUUID() });
  return null;
}

/**
 * Writes a second that this Outlay gets done with everything that follows from them: reports, budgets,
 * alerts. The last alert comes after all that was written before it, so what the writes left behind counts.
 */
async function sustained(
  load: ChildProcess,
  writer: Spender,
  heard: ((at: number) => void)[],
): Promise<number> {
  const seconds = 8;
  const begin = performance.now();
  const accepted = await runLoad(load, null, seconds);
  await measure(writer, heard, 2);
  return (accepted * seconds * 1_000) / (performance.now() - begin);
}

async function startLoad(url: string): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('src/load.ts', import.meta.url)), [url]);
  await once(child, 'message');
  return child;
}

async function runLoad(child: ChildProcess, rate: number | null, seconds: number): Promise<number> {
  child.send({ rate, seconds });
  const [{ writesPerSecond }] = (await once(child, 'message')) as [{ writesPerSecond: number }];
  return writesPerSecond;
}
