import { setTimeout as sleep } from 'node:timers/promises';
import type { Became } from './src/arrivals.ts';
import { keepTo, startingOn } from './src/cores.ts';
import { gatherCrowd, goodput } from './src/crowd.ts';
import { startOutlay } from './src/outlay.ts';
import { median, percentile, printTable, rounded } from './src/statistics.ts';

/**
 * `npm run bench:overload`: what a whole Outlay gets done when asked for as much as it can do, and for
 * five times that. What it refuses must come with 429 or 503 and `Retry-After`, and soon. Outlay and its
 * PostgreSQL have one half of the cores and who asks has the other, where there is `taskset`: at five times
 * the load asking takes more as well, and would take it from Outlay.
 */
const workers = 64;
const seconds = 8;
const rounds = 5;
const settleMs = 3_000;

type Round = Record<'peak' | 'once' | 'fiveTimes', Became>;

const outlay = await startOutlay({}, startingOn('measured'));
const measured: Round[] = [];
let isApart = false;
try {
  // Half of what people ask are expenses.
  const crowd = await gatherCrowd(outlay.url, ['expense', 'report', 'expense', 'latest']);
  isApart = keepTo('asking', crowd.pid);
  const asked = async (order: Parameters<typeof crowd.ask>[0]): Promise<Became> => {
    const became = await crowd.ask(order);
    await sleep(settleMs);
    return became;
  };
  await asked({ workers, seconds });
  for (let round = 1; round <= rounds; round += 1) {
    const peak = await asked({ workers, seconds });
    const once = await asked({ rate: goodput(peak), seconds });
    const fiveTimes = await asked({ rate: 5 * goodput(peak), seconds });
    measured.push({ peak, once, fiveTimes });
  }
  crowd.leave();
} finally {
  await outlay.stop();
}

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
const rows = [row('peak', 'peak'), row('1 ×', 'once'), row('5 ×', 'fiveTimes')];
const goodputRatio = rounded(
  over((one) => goodput(one.fiveTimes) / goodput(one.peak)),
  3,
);
process.stdout.write(
  `\n${seconds} s a round, median of ${rounds} rounds; peak with ${workers} workers; ` +
    `${isApart ? 'who asks has cores of its own' : 'all on the same cores'}\n\n`,
);
printTable(rows);
process.stdout.write(`\n${JSON.stringify({ bench: 'overload', goodputRatio, rows })}\n`);

function failures({ failed }: Became): number {
  return Object.values(failed).reduce((total, count) => total + count, 0);
}
