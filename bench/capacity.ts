import { setTimeout as sleep } from 'node:timers/promises';
import * as operations from '@outlay/stack/demo/operations.ts';
import postgres from 'postgres';
import { busiestHour, day, type Doing } from './src/active-person.ts';
import { cpuTimes, memoryOf } from './src/cpu-time.ts';
import { demandOf } from './src/population.ts';
import { newSpender, type Spender } from './src/people.ts';
import { type RunningPieces, startPieces } from './src/pieces.ts';
import { printTable, rounded } from './src/statistics.ts';

/**
 * `npm run bench:capacity`: what everything that an active person does costs each piece and engine in
 * CPU, with all that follows from it, and so what a thousand of them need in their busiest hour.
 * docs/scaling.md reckons on from there.
 */
const people = 16;
const timesEach = 400;
const atOnce = 8;
/** What is still under way when the last answer is there: events, aggregates, alerts, deliveries. */
const settleMs = 1_500;
const names = [
  'gateway',
  'auth',
  'user',
  'ledger',
  'reporting',
  'notification',
  'postgres',
  'kafka',
  'redis',
  'rabbitmq',
];

const outlay = await startPieces();
try {
  const spenders = await Promise.all(Array.from({ length: people }, () => newSpender(outlay.url)));
  for (const doing of day) await repeat(doing, spenders, timesEach / 4);
  const before = await bytesKept(outlay);
  const idle = await idleCost();

  const rows: Row[] = [];
  for (const doing of day) rows.push(await costOf(doing, spenders, idle));
  const written = timesEach * 4;
  const kept = ((await bytesKept(outlay)) - before) / written;

  const perThousand = Object.fromEntries(
    names.map((name) => {
      const perDay = rows.reduce((sum, row) => sum + row.perDay * (row.micros[name] ?? 0), 0);
      const cores = (perDay * 1_000 * busiestHour) / 3_600 / 1e6;
      return [name, rounded(cores + (idle.get(name) ?? 0) / 1e6, 3)];
    }),
  );
  process.stdout.write('\nCPU in µs for one of each, with all that follows\n\n');
  printTable(
    rows.map(({ doing, perDay, micros }) => ({
      doing,
      perDay,
      ...Object.fromEntries(names.map((name) => [name, Math.round(micros[name] ?? 0)])),
    })),
  );
  process.stdout.write(
    '\nCores for 1,000 active people in their busiest hour, idling included\n\n',
  );
  printTable([perThousand]);
  const memoryMiB = Object.fromEntries(
    [...outlay.named].map(([pid, name]) => [name, Math.round(memoryOf(pid))]),
  );
  process.stdout.write('\nMemory of each piece in MiB\n\n');
  printTable([memoryMiB]);
  const demands = [
    { people: 1e4, partitions: 12 },
    { people: 1e6, partitions: 48 },
    { people: 1e8, partitions: 512 },
  ].map(({ people, partitions }) => demandOf(people, { partitions, bytesPerWrite: kept }));
  process.stdout.write('\nTheir busiest hour, played\n\n');
  printTable(
    demands.map((demand) => ({
      people: demand.people,
      writesPerSecond: rounded(demand.writesPerSecond),
      readsPerSecond: rounded(demand.readsPerSecond),
      busiestSecond: demand.busiestSecond,
      partitions: demand.partitions,
      partitionSkew: rounded(demand.partitionSkew, 2),
      gigabytesPerYear: Math.round(demand.gigabytesPerYear),
      cores: Math.ceil((demand.people / 1_000) * sumOf(perThousand, idle)),
    })),
  );
  process.stdout.write(
    `\n${JSON.stringify({ bench: 'capacity', rows, coresPerThousand: perThousand, memoryMiB, bytesPerWrite: Math.round(kept), demands })}\n`,
  );
} finally {
  await outlay.stop();
}

/** Cores for a thousand people without what each process needs for itself. */
function sumOf(perThousand: Record<string, number>, idle: ReadonlyMap<string, number>): number {
  return names.reduce(
    (sum, name) => sum + (perThousand[name] ?? 0) - (idle.get(name) ?? 0) / 1e6,
    0,
  );
}

type Row = {
  readonly doing: string;
  readonly perDay: number;
  readonly micros: Record<string, number>;
};

async function costOf(
  doing: Doing,
  spenders: readonly Spender[],
  idle: ReadonlyMap<string, number>,
): Promise<Row> {
  const start = cpuTimes(outlay.named);
  const began = performance.now();
  await repeat(doing, spenders, timesEach);
  await sleep(settleMs);
  const seconds = (performance.now() - began) / 1_000;
  const end = cpuTimes(outlay.named);
  const micros = Object.fromEntries(
    names.map((name) => {
      const used = (end.get(name) ?? 0) - (start.get(name) ?? 0);
      const byItself = (idle.get(name) ?? 0) * seconds;
      return [name, Math.max(0, (used - byItself) / timesEach)];
    }),
  );
  return { doing: doing.name, perDay: doing.perDay, micros };
}

/** Microseconds a second that each needs while nobody does anything. */
async function idleCost(): Promise<ReadonlyMap<string, number>> {
  const seconds = 10;
  await sleep(settleMs);
  const start = cpuTimes(outlay.named);
  await sleep(seconds * 1_000);
  const end = cpuTimes(outlay.named);
  return new Map([...end].map(([name, used]) => [name, (used - (start.get(name) ?? 0)) / seconds]));
}

/** Does it so often, several at once, and waits until reports include what was written. */
async function repeat(doing: Doing, spenders: readonly Spender[], times: number): Promise<void> {
  const latest = new Map<Spender, string>();
  let left = times;
  await Promise.all(
    Array.from({ length: atOnce }, async (_, worker) => {
      for (let turn = worker; left > 0; turn += atOnce) {
        left -= 1;
        const who = spenders[turn % spenders.length]!;
        const position = await doing.once(who);
        if (position !== null) latest.set(who, position);
      }
    }),
  );
  for (const [{ client }, atLeast] of latest) {
    await client.request(operations.report, { period: 'MONTH', atLeast });
  }
}

async function bytesKept({ databaseUrl }: RunningPieces): Promise<number> {
  const sql = postgres(databaseUrl('postgres'), { max: 1 });
  try {
    const [row] = await sql<{ bytes: string }[]>`
      SELECT sum(pg_database_size(oid)) AS bytes FROM pg_database`;
    return Number(row?.bytes ?? 0);
  } finally {
    await sql.end();
  }
}
