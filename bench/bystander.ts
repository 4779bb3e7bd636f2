import type { Became } from './src/arrivals.ts';
import { gatherCrowd } from './src/crowd.ts';
import { startProcesses } from './src/processes.ts';
import { tellMissed } from './src/aims.ts';
import { median, percentile, printTable, rounded } from './src/statistics.ts';
import { openWay, type Trouble, troubles, type Way } from './src/way.ts';

/**
 * `npm run bench:bystander`: how long the ledger's answers take while reporting is well, and while it is
 * slow, hung, blackholed or dead; from the moment when that begins. Every piece is a process of its own,
 * and a proxy before reporting makes the trouble. Others ask for reports all the time.
 */
const bystandersPerSecond = 60;
const reportsPerSecond = 30;
const seconds = 10;
const rounds = 3;
/** Shorter than the default, so that a round needn't be long to see many time out. */
const timeoutMs = 2_000;
/** The first moments are the worst. */
const settleMs = 0;

const measured = new Map<Trouble, { bystanders: Became; reports: Became }[]>();
let way: Way | undefined;
const outlay = await startProcesses({
  environment: { REPORTING_TIMEOUT_MS: String(timeoutMs) },
  reach: async (name, port) => {
    if (name !== 'reporting') return port;
    way = await openWay(port);
    return way.port;
  },
});
try {
  const bystanders = await gatherCrowd(outlay.url, ['expense', 'latest']);
  const readers = await gatherCrowd(outlay.url, ['report']);
  const run = async (trouble: Trouble) => {
    await way?.be(trouble);
    const [ofBystanders, ofReports] = await Promise.all([
      bystanders.ask({ rate: bystandersPerSecond, seconds, settleMs }),
      readers.ask({ rate: reportsPerSecond, seconds, settleMs }),
    ]);
    await way?.be('well');
    // What came before must not show in the next: every report is answered again.
    const few = { rate: 10, seconds: 2 };
    while (Object.keys((await readers.ask(few)).failed).length > 0);
    return { bystanders: ofBystanders, reports: ofReports };
  };
  await run('well');
  for (let round = 1; round <= rounds; round += 1) {
    for (const trouble of troubles) {
      measured.set(trouble, [...(measured.get(trouble) ?? []), await run(trouble)]);
    }
  }
  bystanders.leave();
  readers.leave();
} finally {
  await outlay.stop();
  await way?.close();
}

const p99 = (trouble: Trouble) =>
  median(measured.get(trouble)!.map((one) => percentile(one.bystanders.answeredMs, 0.99)));
const rows = troubles.map((trouble) => {
  const each = measured.get(trouble)!;
  const sum = (of: (one: (typeof each)[number]) => number) =>
    each.reduce((total, one) => total + of(one), 0);
  const failures = Object.entries(
    each
      .flatMap(({ reports }) => Object.entries(reports.failed))
      .reduce<Record<string, number>>(
        (all, [what, count]) => ({ ...all, [what]: (all[what] ?? 0) + count }),
        {},
      ),
  );
  return {
    reporting: trouble,
    bystanders: sum(({ bystanders }) => bystanders.answeredMs.length),
    notAnswered: sum(({ bystanders }) => bystanders.asked - bystanders.answeredMs.length),
    p50Ms: rounded(median(each.map((one) => percentile(one.bystanders.answeredMs, 0.5)))),
    p99Ms: rounded(p99(trouble)),
    timesHealthyP99: rounded(p99(trouble) / p99('well'), 2),
    reports: sum(({ reports }) => reports.answeredMs.length),
    reportsWithout: failures.map(([what, count]) => `${what} × ${count}`).join(', ') || 'none',
  };
});
process.stdout.write(`\n${seconds} s a round, median of ${rounds} rounds\n\n`);
printTable(rows);
const worstRatio = Math.max(...rows.map(({ timesHealthyP99 }) => timesHealthyP99));
process.stdout.write(`\n${JSON.stringify({ bench: 'bystander', worstRatio, rows })}\n`);
tellMissed([{ what: 'the worst p99 to that while all is well', measured: worstRatio, atMost: 2 }]);
