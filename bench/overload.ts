import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Became, Order } from './src/arrivals.ts';
import { startOutlay } from './src/outlay.ts';
import { median, percentile, printTable, rounded } from './src/statistics.ts';

/**
 * `npm run bench:overload`: what a whole Outlay gets done when asked for as much as it can do, and for
 * five times that. What it refuses must come with 429 or 503 and `Retry-After`, and soon. Who asks is a
 * process of its own on the same machine, so at five times the load it takes a good part of that itself.
 */
const workers = 64;
const seconds = 8;
const rounds = 3;
const settleMs = 3_000;

const outlay = await startOutlay();
const measured: Record<'peak' | 'once' | 'fiveTimes', Became>[] = [];
try {
  const crowd = await startCrowd(outlay.url);
  await asked(crowd, { workers, seconds });
  for (let round = 1; round <= rounds; round += 1) {
    const peak = await asked(crowd, { workers, seconds });
    const once = await asked(crowd, { rate: goodput(peak), seconds });
    const fiveTimes = await asked(crowd, { rate: 5 * goodput(peak), seconds });
    measured.push({ peak, once, fiveTimes });
  }
  crowd.kill();
} finally {
  await outlay.stop();
}

const over = (what: (one: (typeof measured)[number]) => number) => median(measured.map(what));
const row = (load: string, of: keyof (typeof measured)[number]) => ({
  load,
  askedPerSecond: Math.round(over((one) => one[of].asked / one[of].seconds)),
  answeredPerSecond: Math.round(over((one) => goodput(one[of]))),
  answeredP50Ms: rounded(over((one) => percentile(one[of].answeredMs, 0.5))),
  answeredP99Ms: rounded(over((one) => percentile(one[of].answeredMs, 0.99))),
  refusedPerSecond: Math.round(over((one) => one[of].refusedMs.length / one[of].seconds)),
  refusedP50Ms: rounded(over((one) => percentile(one[of].refusedMs, 0.5))),
  refusedP99Ms: rounded(over((one) => percentile(one[of].refusedMs, 0.99))),
  failed: JSON.stringify(measured.map((one) => one[of].failed)),
});
const rows = [row('peak', 'peak'), row('1 ×', 'once'), row('5 ×', 'fiveTimes')];
const goodputRatio = rounded(
  over((one) => goodput(one.fiveTimes) / goodput(one.peak)),
  3,
);
process.stdout.write(
  `\n${seconds} s a round, median of ${rounds} rounds; peak with ${workers} workers\n\n`,
);
printTable(rows);
process.stdout.write(`\n${JSON.stringify({ bench: 'overload', goodputRatio, rows })}\n`);

function goodput({ answeredMs, seconds: took }: Became): number {
  return answeredMs.length / took;
}

async function startCrowd(url: string): Promise<ChildProcess> {
  const crowd = fork(fileURLToPath(new URL('src/arrivals.ts', import.meta.url)), [url]);
  crowd.once('exit', (code) => {
    if (code !== null) throw new Error(`Who asks ended with ${code}`);
  });
  await once(crowd, 'message');
  return crowd;
}

async function asked(crowd: ChildProcess, order: Order): Promise<Became> {
  crowd.send(order);
  const [became] = (await once(crowd, 'message')) as [Became];
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  return became;
}
