import { composed } from './src/gateway/composed.ts';
import { startProcess } from './src/gateway/process.ts';
import type { Started } from './src/gateway/systems/start.ts';
import { contracts, watching, watchingJoined } from './src/live/graph.ts';
import type { Watch, Write, Written } from './src/live/sockets.ts';
import { percentile, printTable, rounded } from './src/statistics.ts';

/**
 * `npm run bench:live [sockets]`: what a gateway delivers to many sockets. Each has one subscription: the
 * same for all that one viewer has open, or one that differs from all others. Each write is one event for
 * every socket. The gateway is alone in its process; subgraphs are in another and the sockets in a third.
 */
const [sockets = 1_000] = process.argv.slice(2).map(Number);
/** A viewer may have so many. */
const socketsEach = 50;
const warmUp = 20;
const samples = 100;
const events = 200;
const atOnce = 4;

const modes = [
  { subscriptions: 'identical', query: watching, distinct: false },
  { subscriptions: 'identical, joined', query: watchingJoined, distinct: false },
  { subscriptions: 'distinct', query: watching, distinct: true },
];

const subgraphs = startProcess('../live/subgraphs.ts');
const { urls } = await subgraphs.ask<{ urls: Record<string, string> }>();
const gateway = startProcess('./system.ts', 'outlay-http');
const viewers = Math.ceil(sockets / socketsEach);
const ground = { supergraphSdl: composed(contracts, urls), urls, connections: viewers };
const { url, tokens } = await gateway.ask<Started>(ground);
const crowd = startProcess('../live/sockets.ts');
const write = (order: Write) => crowd.ask<Written>(order);

const rows = [];
for (const { subscriptions, query, distinct } of modes) {
  await crowd.ask({ url, query, tokens, sockets, distinct } satisfies Watch);
  await write({ events: warmUp, atOnce });
  const { lastMs } = await write({ events: samples, atOnce: 1 });
  const before = await cpuUs();
  const { seconds } = await write({ events, atOnce });
  const used = (await cpuUs()) - before;
  rows.push({
    subscriptions,
    deliveriesPerSecond: Math.round((events * sockets) / seconds),
    cpuUsPerEvent: Math.round(used / events),
    cpuUsPerDelivery: rounded(used / events / sockets, 2),
    lastSocketP50Ms: rounded(percentile(lastMs, 0.5)),
    lastSocketP99Ms: rounded(percentile(lastMs, 0.99)),
  });
}
for (const helper of [crowd, gateway, subgraphs]) await helper.stop();

process.stdout.write(
  `\n${sockets} sockets of ${viewers} viewers; the last socket's time from sending a write\n\n`,
);
printTable(rows);
process.stdout.write(`\n${JSON.stringify({ bench: 'live', sockets, rows })}\n`);

async function cpuUs(): Promise<number> {
  return (await gateway.ask<{ cpuUs: number }>('cpu')).cpuUs;
}
