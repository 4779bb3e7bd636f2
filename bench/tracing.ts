import { startOtlpReceiver } from '@outlay/testkit/otlp-receiver.ts';
import { cpuTimes } from './src/cpu-time.ts';
import { startOutlay } from './src/outlay.ts';
import { newSpender, spend, type Spender } from './src/people.ts';
import { median, printTable, rounded } from './src/statistics.ts';

/**
 * `npm run bench:tracing`: what tracing costs. The CPU that a whole Outlay uses for one expense with all
 * that follows from it (events, aggregates), without traces, with one in ten and with all, in turn. Time
 * on a CPU, so that what else the machine does matters little.
 */
const people = 8;
const warmUp = 50;
const timesEach = 150;
const rounds = 3;

const receiver = await startOtlpReceiver();
const on = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
const tenth = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' };
const modes: readonly [how: string, environment: Record<string, string>][] = [
  ['off', {}],
  ['one in ten', { ...on, ...tenth }],
  ['all', on],
];

const measured = new Map<string, number[]>();
for (let round = 1; round <= rounds; round += 1) {
  for (const [how, environment] of modes) {
    const micros = await microsPerExpense(environment);
    measured.set(how, [...(measured.get(how) ?? []), micros]);
  }
}
await receiver.stop();

const off = measured.get('off') ?? [];
const rows = modes.map(([how]) => {
  const each = measured.get(how) ?? [];
  const ratios = each.map((micros, round) => micros / (off[round] ?? Number.NaN));
  return { traces: how, cpuUs: Math.round(median(each)), timesOff: rounded(median(ratios), 2) };
});
process.stdout.write(
  `\nCPU for one expense, ${people * timesEach} of them a round, ${rounds} rounds\n\n`,
);
printTable(rows);
process.stdout.write(`\n${JSON.stringify({ bench: 'tracing', rows })}\n`);

async function microsPerExpense(environment: Record<string, string>): Promise<number> {
  const outlay = await startOutlay(environment);
  try {
    const spenders = await Promise.all(
      Array.from({ length: people }, () => newSpender(outlay.url)),
    );
    await repeat(spenders, warmUp);
    const used = () => cpuTimes(new Map([[outlay.pid, 'outlay']])).get('outlay') ?? 0;
    const before = used();
    await repeat(spenders, timesEach);
    return (used() - before) / (people * timesEach);
  } finally {
    await outlay.stop();
  }
}

async function repeat(spenders: readonly Spender[], times: number): Promise<void> {
  await Promise.all(
    spenders.map(async (spender) => {
      for (let time = 0; time < times; time += 1) await spend(spender, '1.00');
    }),
  );
}
