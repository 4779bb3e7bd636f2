import { enginePort, startEngine, type Engine } from '@outlay/testkit/engines/engine.ts';
import { makePlace } from '@outlay/testkit/engines/place.ts';
import { programPath } from '@outlay/testkit/engines/programs.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { Redis } from 'ioredis';

const slots = 16_384;

/** A Redis Cluster of three nodes, each with its share of the slots. */
export async function startRedisCluster(): Promise<AsyncDisposable & { readonly url: string }> {
  const nodes = await Promise.all([startNode(), startNode(), startNode()]);
  const clients = nodes.map(({ url }) => new Redis(url));
  const share = Math.ceil(slots / nodes.length);
  for (const [index, client] of clients.entries()) {
    const last = Math.min((index + 1) * share, slots) - 1;
    await client.cluster('ADDSLOTSRANGE', index * share, last);
    await client.cluster('SET-CONFIG-EPOCH', index + 1);
  }
  for (const { url, busPort } of nodes.slice(1)) {
    await clients[0]!.cluster('MEET', '127.0.0.1', new URL(url).port, busPort);
  }
  for (const client of clients) {
    await eventually(async () => (await client.cluster('INFO')).includes('cluster_state:ok'));
    // What is published goes over the links, and is lost where there is none yet.
    await eventually(async () => {
      const seen = String(await client.cluster('NODES'));
      return seen.match(/ connected/g)?.length === nodes.length && !seen.includes('handshake');
    });
    client.disconnect();
  }
  return {
    url: `redis://${nodes.map(({ url }) => new URL(url).host).join(',')}`,
    async [Symbol.asyncDispose]() {
      await Promise.all(nodes.map((node) => node.discard()));
    },
  };
}

async function startNode(): Promise<Engine & { readonly busPort: number }> {
  const command = await programPath({ name: 'redis-server', debianPackage: 'redis-server' });
  const place = await makePlace('redis-cluster');
  const [port, busPort] = [await enginePort(), await enginePort()];
  const settings = {
    port,
    'cluster-port': busPort,
    bind: '127.0.0.1',
    dir: place.folder,
    'cluster-enabled': 'yes',
    // A node of a busy machine is slow, not gone; links that are dropped for it lose what is published.
    'cluster-node-timeout': 60_000,
    save: '',
    'set-proc-title': 'no',
  };
  const url = `redis://127.0.0.1:${port}`;
  const engine = await startEngine(place, {
    name: 'A node of a Redis Cluster',
    url,
    command,
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
    isReady: () => answers(url),
  });
  return { ...engine, busPort };
}

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } finally {
    client.disconnect();
  }
}
