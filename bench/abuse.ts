import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack } from '../gateway/test/abuse/attack.ts';
import { bodyAttacks } from '../gateway/test/abuse/bodies.ts';
import { connectionAttacks } from '../gateway/test/abuse/connections.ts';
import { documentAttacks } from '../gateway/test/abuse/documents.ts';
import { everyday } from '../gateway/test/abuse/everyday.ts';
import { tellMissed } from './src/aims.ts';
import { percentile, printTable, rounded } from './src/statistics.ts';
import { startTarget, type Target } from '../gateway/test/abuse/fixture/target.ts';

/**
 * `npm run bench:abuse`: what each attack costs the gateway, and what somebody else notices of it. Each is
 * sent again and again for a while, the next one once the one before was answered, while a bystander asks
 * for what is asked for every day; first while nothing happens, which is what the machine itself does to it.
 * Ends with one line of JSON.
 */
const seconds = 1;
const bystanderEveryMs = 10;

/**
 * How long an answer takes, in milliseconds. Who is refused before all was sent may find the connection closed
 * before the answer is there; that is one.
 */
function answered(url: string, bytes: string | Uint8Array): Promise<number> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => {
      const sent = performance.now();
      socket.once('close', () => resolve(performance.now() - sent));
      socket.once('data', () => socket.destroy());
      socket.write(bytes);
    });
    socket.on('error', () => {});
  });
}

type Row = {
  readonly attack: string;
  readonly status: number;
  /** CPU time of the gateway for one. */
  readonly gatewayMs: number;
  readonly timesEveryday: number;
  readonly answeredP50Ms: number;
  readonly answeredMaxMs: number;
  readonly bystanderP50Ms: number;
  readonly bystanderMaxMs: number;
};

const quantile = (values: readonly number[], share: number): number =>
  values.length === 0 ? 0 : rounded(percentile(values, share), 2);

async function endure(target: Target, everydayMicros: number, attack?: Attack): Promise<Row> {
  const usual = everyday(target.token);
  const end = performance.now() + seconds * 1_000;
  const attacks: number[] = [];
  const bystander: number[] = [];
  const before = await target.cpuMicros();
  const attacking = async ({ bytes }: Attack): Promise<void> => {
    for (let nth = 0; performance.now() < end; nth += 1) {
      attacks.push(await answered(target.url, bytes(nth)));
    }
  };
  const standing = async (): Promise<void> => {
    while (performance.now() < end) {
      bystander.push(await answered(target.url, usual));
      await sleep(bystanderEveryMs);
    }
  };
  await Promise.all([attack && attacking(attack), standing()]);
  const micros = (await target.cpuMicros()) - before - bystander.length * everydayMicros;
  const each = attacks.length === 0 ? 0 : Math.max(0, micros / attacks.length);
  return {
    attack: attack?.name ?? 'nothing',
    status: attack?.status ?? 200,
    gatewayMs: rounded(each / 1_000, 2),
    timesEveryday: rounded(each / everydayMicros, 2),
    answeredP50Ms: quantile(attacks, 0.5),
    answeredMaxMs: quantile(attacks, 1),
    bystanderP50Ms: quantile(bystander, 0.5),
    bystanderMaxMs: quantile(bystander, 1),
  };
}

const attacks = [...documentAttacks, ...bodyAttacks, ...connectionAttacks].filter(
  ({ status }) => status !== 408,
);
await using target = await startTarget();
const usual = everyday(target.token);
const ask = async (count: number): Promise<void> => {
  for (let nth = 0; nth < count; nth += 1) await answered(target.url, usual);
};
await ask(1_000);
const before = await target.cpuMicros();
await ask(1_000);
const everydayMicros = ((await target.cpuMicros()) - before) / 1_000;
for (const { bytes } of attacks) await answered(target.url, bytes(-1));
const heapBefore = await target.heapBytes();

const calm = await endure(target, everydayMicros);
const rows: Row[] = [];
for (const attack of attacks) rows.push(await endure(target, everydayMicros, attack));
const heapGrowthBytes = (await target.heapBytes()) - heapBefore;
printTable([calm, ...rows]);
const worst = (of: (row: Row) => number): number => Math.max(...rows.map(of));
process.stdout.write(
  `${JSON.stringify({
    bench: 'abuse',
    attacks: rows.length,
    everydayMs: rounded(everydayMicros / 1_000, 2),
    calmBystanderMs: calm.bystanderMaxMs,
    worstGatewayMs: worst(({ gatewayMs }) => gatewayMs),
    worstBystanderMs: worst(({ bystanderMaxMs }) => bystanderMaxMs),
    heapGrowthBytes,
    rows,
  })}\n`,
);
tellMissed([
  {
    what: 'the gateway’s CPU of the worst attack in ms',
    measured: worst(({ gatewayMs }) => gatewayMs),
    atMost: 50,
  },
  {
    what: 'the longest that a bystander waited in ms',
    measured: worst(({ bystanderMaxMs }) => bystanderMaxMs),
    atMost: 100,
  },
]);
