import * as operations from '@outlay/stack/demo/operations.ts';
import { cpuTimes } from './src/cpu-time.ts';
import { newEveryday } from './src/everyday.ts';
import { type RunningOutlay, startOutlay } from './src/outlay.ts';
import { median, percentile, printTable, rounded } from './src/statistics.ts';
import { Wire } from './src/wire.ts';

/**
 * `npm run bench:kept`: a month's report, asked over HTTP of an Outlay in one process that keeps no answers,
 * and of one that does: when it was kept, and when it was not, in turn. CPU is that of Outlay and its
 * PostgreSQL.
 */
const together = 8;
const timesEach = 1_200;
const rounds = 6;
const expenses = 40;

type Measured = { readonly cpuUs: number; readonly p50Ms: number };
type Way = { readonly how: string; readonly outlay: RunningOutlay; readonly isNew: boolean };

const plain = await startOutlay({ KEEP_ANSWERS: 'off' });
const keeping = await startOutlay({ KEEP_ANSWERS: 'on' });
const ways: readonly Way[] = [
  { how: 'none are kept', outlay: plain, isNew: true },
  { how: 'kept', outlay: keeping, isNew: false },
  { how: 'not kept yet', outlay: keeping, isNew: true },
];
const measured = new Map<string, Measured[]>(ways.map(({ how }) => [how, []]));
let days = 0;
try {
  const tokens = new Map<RunningOutlay, string>();
  for (const outlay of [plain, keeping]) tokens.set(outlay, await spender(outlay));
  for (let round = 0; round < rounds; round += 1) {
    for (const way of ways) {
      const one = await measure(way, tokens.get(way.outlay) ?? '');
      // The first rounds make the code hot.
      if (round >= 2) measured.get(way.how)?.push(one);
    }
  }
} finally {
  await plain.stop();
  await keeping.stop();
}

const [without = []] = [...measured.values()];
const rows = Array.from(measured, ([how, each]) => ({
  answers: how,
  cpuUs: Math.round(median(each.map(({ cpuUs }) => cpuUs))),
  timesNone: rounded(
    median(each.map(({ cpuUs }, round) => cpuUs / (without[round]?.cpuUs ?? Number.NaN))),
    2,
  ),
  p50Ms: rounded(median(each.map(({ p50Ms }) => p50Ms)), 2),
}));
process.stdout.write(`\n${together} at once, median of ${rounds - 2} rounds\n\n`);
printTable(rows);
process.stdout.write(`\n${JSON.stringify({ bench: 'kept', rows })}\n`);

/** Somebody with a few expenses; gives their token. */
async function spender({ url }: RunningOutlay): Promise<string> {
  const { token, next } = await newEveryday(url, ['expense']);
  const wire = new Wire(url);
  for (let done = 0; done < expenses; done += 1) await wire.post(next(), token);
  wire.close();
  return token;
}

async function measure({ outlay, isNew }: Way, token: string): Promise<Measured> {
  const wire = new Wire(outlay.url);
  const named = new Map([[outlay.pid, 'outlay']]);
  const used = (): number => [...cpuTimes(named).values()].reduce((sum, one) => sum + one, 0);
  const latencies: number[] = [];
  let left = timesEach;
  const ask = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const sent = performance.now();
      const { status } = await wire.post(body(isNew), token);
      if (status !== 200) throw new Error(`It answered ${status}`);
      latencies.push(performance.now() - sent);
    }
  };
  const before = used();
  await Promise.all(Array.from({ length: together }, ask));
  const cpuUs = (used() - before) / timesEach;
  wire.close();
  return { cpuUs, p50Ms: percentile(latencies, 0.5) };
}

/** A new one is for another day each time, which is as much work. */
function body(isNew: boolean): string {
  const day = new Date(Date.UTC(2000, 0, 1) + (isNew ? (days += 1) : 0) * 86_400_000);
  const variables = { period: 'MONTH', date: day.toISOString().slice(0, 10) };
  return JSON.stringify({ query: operations.report, variables });
}
