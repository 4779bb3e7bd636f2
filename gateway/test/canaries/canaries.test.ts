import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { serveSubgraph } from '@outlay/service-kit/serve.ts';
import { type Random, withSeed } from '@outlay/testkit/seeded.ts';
import { httpSource } from '../../src/sources/http.ts';
import { inProcessSource } from '../../src/sources/in-process.ts';
import { openSource } from '../../src/sources/open.ts';
import { composeSubgraphs, startHouse } from '../fixture/house.ts';
import { message, openRawSocket } from '../sockets/fixture/raw-socket.ts';
import { depotSdl, startDepot } from './fixture/depot.ts';
import { canary, vaultSdl, vaultSubgraph } from './fixture/vault.ts';
import { failingOperation, subscription } from './operations.ts';

/** In each of six ways. */
const operations = 300;
const gatewaySecret = `${canary}: a secret that gateway and subgraphs share`;
const unlimited = 1_000_000_000;

/** A gateway over a subgraph where everything fails and one that is no subgraph, and all that they say. */
async function startVault(options: { fastPath: boolean; reachedBy: 'a call' | 'http' | 'ws' }) {
  const lines: string[] = [];
  const output = { write: (line: string) => void lines.push(line) };
  const logger = createLogger('gateway', 'trace', output);
  const vault = vaultSubgraph();
  const served = await serveSubgraph(vault, {
    host: '127.0.0.1',
    port: 0,
    gatewaySecret,
    logger: createLogger('vault', 'trace', output),
  });
  const depot = await startDepot();
  const house = await startHouse({
    logger,
    fastPath: options.fastPath,
    supergraphSdl: composeSubgraphs({ vault: vaultSdl, depot: depotSdl }),
    rateLimits: { perAddress: unlimited },
    limits: { pointsPerMinute: unlimited },
    sockets: { messagesPerSecond: unlimited },
    resilience: { depot: { breakerFailures: unlimited }, vault: { breakerFailures: unlimited } },
    load: { initial: 500, min: 500 },
    sources: () => [
      options.reachedBy === 'a call'
        ? inProcessSource(vault, logger)
        : openSource({
            name: 'vault',
            url: served.url.replace('http', options.reachedBy),
            gatewaySecret,
            logger,
          }),
      httpSource({ name: 'depot', url: depot.url, gatewaySecret, logger }),
    ],
  });
  return {
    house,
    lines,
    addresses: [served.url, depot.url].map((url) => new URL(url).host),
    [Symbol.asyncDispose]: async () => {
      await house.gateway.stop();
      await served.stop();
      await depot[Symbol.asyncDispose]();
    },
  };
}

type Vault = Awaited<ReturnType<typeof startVault>>;

/** Headers with secrets, some of which are why the request fails. */
function headersFor(random: Random, token: string): Record<string, string> {
  const authorization = random.pick([
    `Bearer ${token}`,
    `Bearer ${token}`,
    `Bearer ${canary}.${canary}.${canary}`,
    `Basic ${canary}`,
    '',
  ]);
  return {
    'content-type': random.chance(0.95) ? 'application/json' : `text/${canary}`,
    accept: random.pick(['*/*', 'application/json', 'application/graphql-response+json']),
    cookie: `session=${canary}`,
    'x-api-key': canary,
    'x-request-id': random.chance(0.5) ? 'fit-to-print' : `${canary} "not fit to print"`,
    ...(authorization && { authorization }),
  };
}

async function overHttp({ house }: Vault, random: Random, token: string): Promise<string> {
  const headers = headersFor(random, token);
  const operation = failingOperation(random);
  const parameters = new URLSearchParams({
    query: operation.query,
    variables: JSON.stringify(operation.variables ?? {}),
    ...(operation.operationName && { operationName: operation.operationName }),
  });
  const odd = random.integer(0, 19);
  const response =
    odd === 0
      ? await fetch(`${house.gateway.url}/${canary}?${canary}`, { headers })
      : odd < 4
        ? await fetch(`${house.url}?${parameters}`, { headers })
        : await fetch(house.url, {
            method: 'POST',
            headers,
            body: odd === 4 ? `{"query": "${canary}", ${canary}` : JSON.stringify(operation),
          });
  const told = await response.text();
  const failed = response.status >= 400 || /"errors":\[\{/.test(told);
  assert.ok(failed, `did not fail: ${JSON.stringify(operation)} ${told}`);
  const sent = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  return `${sent}\n${told}`;
}

async function onSockets({ house }: Vault, random: Random, token: string, count: number) {
  const told: string[] = [];
  {
    using refused = await openRawSocket(house.url, { Cookie: canary });
    const payload = { authorization: `Bearer ${canary}` };
    refused.send(message({ type: 'connection_init', payload }));
    told.push(String((await refused.receive()).payload));
  }
  using raw = await openRawSocket(house.url, { Cookie: canary });
  const payload = { authorization: `Bearer ${token}`, secret: canary };
  raw.send(message({ type: 'connection_init', payload }));
  assert.equal((await raw.receiveMessage())['type'], 'connection_ack');
  for (let nth = 0; nth < count; nth += 1) {
    const operation = random.chance(0.3) ? subscription(random) : failingOperation(random);
    raw.send(message({ id: String(nth), type: 'subscribe', payload: operation }));
    for (let ended = false; !ended;) {
      const answer = await raw.receiveMessage();
      told.push(JSON.stringify(answer));
      ended = answer['type'] === 'error' || answer['type'] === 'complete';
    }
  }
  return told;
}

describe('nothing secret is told, whatever fails', () => {
  const inside = /node_modules|\.ts[:)]|stack|ECONN|db\.internal|postgres|INSERT INTO|SELECT 1/i;
  for (const fastPath of [true, false]) {
    for (const reachedBy of ['a call', 'http', 'ws'] as const) {
      const way = fastPath ? 'prepared' : 'by Apollo alone';
      test(`${way}, subgraphs reached by ${reachedBy}`, () =>
        withSeed(async (random) => {
          await using vault = await startVault({ fastPath, reachedBy });
          const token = await vault.house.tokens.token();
          const told: string[] = [];
          for (let nth = 0; nth < operations * (2 / 3); nth += 1) {
            told.push(await overHttp(vault, random, token));
          }
          told.push(...(await onSockets(vault, random, token, operations / 3)));
          assert.ok(told.length >= operations);
          for (const answer of told) {
            assert.ok(!answer.toLowerCase().includes(canary), answer);
            assert.doesNotMatch(answer, inside);
            for (const address of vault.addresses) assert.ok(!answer.includes(address), answer);
          }
          assert.ok(vault.lines.length > operations / 2, 'a log that says nothing tells nothing');
          for (const line of vault.lines) {
            assert.ok(!line.toLowerCase().includes(canary), line);
            assert.ok(!line.includes(token), line);
          }
        }));
    }
  }
});
