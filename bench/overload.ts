import { setTimeout as sleep } from 'node:timers/promises';
import type { Became } from './src/arrivals.ts';
import { keepTo, startingOn } from './src/cores.ts';
import { gatherCrowd, goodput } from './src/crowd.ts';
import { startOutlay } from './src/outlay.ts';
import { startProcesses } from './src/processes.ts';
import { tellMissed } from './src/aims.ts';
import { median, percentile, printTable, rounded } from './src/statistics.ts';

/**
 * `npm run bench:overload`: what a whole Outlay gets done when asked for as much as it can do, and for
 * five times that. What it refuses must come with 429 or 503 and `Retry-After`, and soon. Who asks has one half
 * of the cores to itself, where there is `taskset`: at five times the load asking takes more as well, and would
 * take it from Outlay.
 *
 * As pieces, each a process, subgraphs and PostgreSQL have the other half and are what there is too little of;
 * the gateway is beside who asks. In one process all of Outlay has the other half, and what refusing takes is
 * taken from answering.
 *
 * A core of a machine that others use as well is faster in one half minute than in the next, by half. So stretches
 * are short, and each at five times the peak is compared with the peaks right before and after it.
 */
const workers = 64;
const seconds = 3;
const rounds = 9;
const settleMs = 1_000;
const warmUpSeconds = 15;

type Round = Record<'peak' | 'fiveTimes' | 'peakAfter' | 'once', Became>;
type Running = { readonly url: string; readonly stop: () => Promise<void> };

const deployments: Readonly<Record<string, () => Promise<Running>>> = {
  pieces: async () => {
    // What this process starts stays where it is.
    keepTo('measured', process.pid);
    const outlay = await startProcesses();
    for (const [pid, name] of outlay.named) if (name === 'gateway') keepTo('asking', pid);
    return outlay;
  },
  'one process': () => startOutlay({}, startingOn('measured')),
};

const results = [];
for (const [deployment, start] of Object.entries(deployments)) {
  const { isApart, measured } = await measure(await start());
  process.stdout.write(
    `\n${deployment}: ${seconds} s a stretch, median of ${rounds} rounds, peak with ${workers} workers, ` +
      `${isApart ? 'who asks, and of pieces the gateway, on cores of their own' : 'all on the same cores'}\n\n`,
  );
  const rows = rowsOf(measured);
  printTable(rows);
  const ratios = measured.map(ratioOf);
  results.push({
    deployment,
    goodputRatio: rounded(median(ratios), 3),
    quartiles: [0.25, 0.75].map((part) => rounded(percentile(ratios, part), 3)),
    rows,
  });
}
process.stdout.write(`\n${JSON.stringify({ bench: 'overload', results })}\n`);
tellMissed(
  results.flatMap(({ deployment, goodputRatio, rows: [, , fiveTimes] }) => [
    { what: `the goodput of ${deployment}`, measured: goodputRatio, atLeast: 0.9 },
    {
      what: `the p99 of refusals of ${deployment} in ms`,
      measured: fiveTimes?.refusedP99Ms ?? Number.NaN,
      atMost: 50,
    },
  ]),
);

async function measure(outlay: Running): Promise<{ isApart: boolean; measured: Round[] }> {
  const measured: Round[] = [];
  try {
    // Half of what people ask are expenses.
    const crowd = await gatherCrowd(outlay.url, ['expense', 'report', 'expense', 'latest']);
    const isApart = keepTo('asking', crowd.pid);
    const asked = async (order: Parameters<typeof crowd.ask>[0]): Promise<Became> => {
      const became = await crowd.ask(order);
      await sleep(settleMs);
      return became;
    };
    await asked({ workers, seconds: warmUpSeconds });
    let peak = await asked({ workers, seconds });
    for (let round = 1; round <= rounds; round += 1) {
      const fiveTimes = await asked({ rate: 5 * goodput(peak), seconds });
      const peakAfter = await asked({ workers, seconds });
      const once = await asked({ rate: goodput(peakAfter), seconds });
      measured.push({ peak, fiveTimes, peakAfter, once });
      peak = await asked({ workers, seconds });
    }
    crowd.leave();
    return { isApart, measured };
  } finally {
    await outlay.stop();
  }
}

function ratioOf({ peak, fiveTimes, peakAfter }: Round): number {
  return goodput(fiveTimes) / ((goodput(peak) + goodput(peakAfter)) / 2);
}

function rowsOf(measured: readonly Round[]) {
  const over = (what: (one: Round) => number) => median(measured.map(what));
  const row = (load: string, of: keyof Round) => ({
    load,
    askedPerSecond: Math.round(over((one) => one[of].asked / one[of].seconds)),
    answeredPerSecond: Math.round(over((one) => goodput(one[of]))),
    answeredP50Ms: rounded(over((one) => percentile(one[of].answeredMs, 0.5))),
    answeredP99Ms: rounded(over((one) => percentile(one[of].answeredMs, 0.99))),
    refusedPerSecond: Math.round(over((one) => one[of].refusedMs.length / one[of].seconds)),
    refusedP50Ms: rounded(over((one) => percentile(one[of].refusedMs, 0.5))),
    refusedP99Ms: rounded(over((one) => percentile(one[of].refusedMs, 0.99))),
    failedPerSecond: Math.round(over((one) => failures(one[of]) / one[of].seconds)),
  });
  return [row('peak', 'peak'), row('1 ×', 'once'), row('5 ×', 'fiveTimes')];
}

function failures({ failed }: Became): number {
  return Object.values(failed).reduce((total, count) => total + count, 0);
}
