import { isDeepStrictEqual } from 'node:util';
import { composed } from './src/gateway/composed.ts';
import { contracts, type Operation, operations } from './src/gateway/graph.ts';
import type { Order, Report } from './src/gateway/load.ts';
import { type Helper, startProcess } from './src/gateway/process.ts';
import type { Ground, Started } from './src/gateway/systems/start.ts';
import { tellMissed } from './src/aims.ts';
import { median, percentile, printTable, rounded } from './src/statistics.ts';

/**
 * `npm run bench:gateway [rounds] [seconds]`: gateways over the same subgraphs and the same recorded
 * answers, in turn. Each is alone in its process and on its half of the cores; the subgraphs and what asks
 * are on the other. README.md says what each of them does for a request.
 */
const stock: Readonly<Record<string, string>> = {
  outlay: 'apollo',
  'outlay-http': 'apollo',
  hive: 'apollo',
  mercurius: 'apollo',
  'outlay-in-process': 'apollo-in-process',
};
const systems = [
  'apollo',
  'outlay',
  'outlay-http',
  'hive',
  'mercurius',
  'apollo-in-process',
  'outlay-in-process',
];
const [rounds = 5, seconds = 2] = process.argv.slice(2).map(Number);
const connections = 32;
/** So much first, after which V8 has compiled what it will: on one core with what it compiles, that takes seconds. */
const warmUp = { seconds: 4, requests: 4_000 };

type Measured = {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuUs: number;
};

const subgraphs = startProcess('./subgraphs.ts');
const load = startProcess('./load.ts');
let pinned = [subgraphs, load].every((each) => each.keepTo('asking'));
const reached = await subgraphs.ask<Pick<Ground, 'urls' | 'framedUrls'>>();
const gateways = new Map<string, { process: Helper; started: Started }>();
for (const name of systems) {
  const gateway = startProcess('./system.ts', name);
  pinned = gateway.keepTo('measured') && pinned;
  const ground = { supergraphSdl: composed(contracts, reached.urls), ...reached, connections };
  gateways.set(name, { process: gateway, started: await gateway.ask<Started>(ground) });
}

const measured = new Map<string, Measured[]>();
for (const operation of operations) {
  await warm(operation);
  for (let round = 0; round < rounds; round += 1) {
    for (const system of systems) {
      const key = `${operation.name}/${system}`;
      measured.set(key, [...(measured.get(key) ?? []), await measure(system, operation)]);
    }
  }
}
for (const helper of [load, subgraphs, ...Array.from(gateways.values(), (each) => each.process)]) {
  await helper.stop();
}

const rows = operations.flatMap(({ name }) => systems.map((system) => rowOf(name, system)));
process.stdout.write(
  `\n${connections} connections, ${seconds} s a round, median of ${rounds} rounds, ` +
    `${pinned ? 'gateways on cores of their own' : 'all on the same cores'}\n\n`,
);
printTable(rows.map((row) => ({ ...row, cpuRatioToStock: cpuRatio(row.operation, row.system) })));
process.stdout.write(`\n${JSON.stringify({ bench: 'gateway', rows })}\n`);
tellMissed(
  rows
    .filter(({ system }) => system === 'outlay' || system === 'outlay-in-process')
    .map(({ operation, system, ratioToStock }) => ({
      what: `${operation} of ${system}, in times stock,`,
      measured: ratioToStock,
      atLeast: operation.startsWith('two hops') ? 7 : 8,
    })),
);

/** Runs each until it is compiled, and sees that all give the same answer. */
async function warm(operation: Operation): Promise<void> {
  const samples = new Map<string, unknown>();
  for (const system of systems) {
    const { sample } = await ask(system, operation, warmUp);
    // Ours says as well what it cost, in its extensions.
    const { data, errors } = JSON.parse(sample) as { data?: unknown; errors?: unknown };
    samples.set(system, { data, errors });
  }
  for (const [system, sample] of samples) {
    if (isDeepStrictEqual(sample, samples.get('apollo'))) continue;
    throw new Error(`${system} answers otherwise: ${JSON.stringify(sample)}`);
  }
}

function ask(
  system: string,
  { query, variables }: Operation,
  atLeast: Order['atLeast'],
): Promise<Report> {
  const { url, tokens } = gateways.get(system)!.started;
  return load.ask<Report>({ url, tokens, query, variables, connections, atLeast } satisfies Order);
}

async function measure(system: string, operation: Operation): Promise<Measured> {
  const cpu = () => gateways.get(system)!.process.ask<{ cpuUs: number }>('cpu');
  const before = await cpu();
  const report = await ask(system, operation, { seconds, requests: 1 });
  const after = await cpu();
  return {
    requestsPerSecond: report.requests / report.seconds,
    p50Ms: percentile(report.latenciesMs, 0.5),
    p99Ms: percentile(report.latenciesMs, 0.99),
    cpuUs: (after.cpuUs - before.cpuUs) / report.requests,
  };
}

function rowOf(operation: string, system: string) {
  const all = roundsOf(operation, system);
  return {
    operation,
    system,
    requestsPerSecond: Math.round(median(all.map((each) => each.requestsPerSecond))),
    p50Ms: rounded(median(all.map((each) => each.p50Ms)), 2),
    p99Ms: rounded(median(all.map((each) => each.p99Ms)), 2),
    cpuUsPerRequest: Math.round(median(all.map((each) => each.cpuUs))),
    ratioToStock: toStock(operation, system, (one, stocks) => {
      return one.requestsPerSecond / stocks.requestsPerSecond;
    }),
  };
}

/** How many times the CPU stock needs; it depends less on what else the machine does. */
function cpuRatio(operation: string, system: string): number {
  return toStock(operation, system, (one, stocks) => stocks.cpuUs / one.cpuUs);
}

/** The median of each round's own ratio. */
function toStock(
  operation: string,
  system: string,
  ratio: (one: Measured, stocks: Measured) => number,
): number {
  const ofStock = roundsOf(operation, stock[system] ?? system);
  const ratios = roundsOf(operation, system).map((one, at) => ratio(one, ofStock[at]!));
  return rounded(median(ratios), 2);
}

function roundsOf(operation: string, system: string): readonly Measured[] {
  return measured.get(`${operation}/${system}`) ?? [];
}
