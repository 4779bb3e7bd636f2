import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { describe, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { httpSource } from '../src/sources/http.ts';
import { memoryLogger, startHouse, tokenMaker } from './fixture/house.ts';
import { answering, dead, hung } from './fixture/trouble.ts';

type House = Awaited<ReturnType<typeof startHouse>>;

const readiness = async (house: House) => {
  const response = await fetch(`${house.gateway.url}/readyz`, { headers: { connection: 'close' } });
  return [response.status, await response.json()];
};

/** POSTs over connections of an agent, so that one made before the stop can be used after. */
function post(house: House, agent: Agent, query: string) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      request(
        house.url,
        { method: 'POST', agent, headers: { 'content-type': 'application/json' } },
        (response) => {
          let body = '';
          response.on('data', (piece) => (body += piece));
          response.on('end', () => {
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
          });
        },
      )
        .on('error', reject)
        .end(JSON.stringify({ query }));
    },
  );
}

describe('health', () => {
  test('is alive and started always', async () => {
    await using house = await startHouse();
    house.people.ready = false;
    for (const [path, answer] of [
      ['/livez', { alive: true }],
      ['/healthz', { alive: true }],
      ['/startupz', { started: true }],
    ] as const) {
      const response = await fetch(house.gateway.url + path);
      assert.deepEqual([response.status, await response.json()], [200, answer]);
    }
  });

  test('is ready while a subgraph is not, and tells of it: the others still answer', async () => {
    await using house = await startHouse();
    assert.deepEqual(await readiness(house), [200, { ready: true, problems: [] }]);
    house.people.ready = false;
    const problems = ['people: the database does not answer'];
    await eventually(async () => {
      assert.deepEqual(await readiness(house), [200, { ready: true, problems }]);
      return true;
    });
  });

  /** Two subgraphs over HTTP at these addresses. */
  const reaching = (...urls: [string, string]) => {
    const { logger } = memoryLogger();
    const gatewaySecret = randomUUID();
    return startHouse({
      sources: () =>
        ['people', 'notes'].map((name, at) =>
          httpSource({ name, url: urls[at]!, gatewaySecret, logger }),
        ),
    });
  };

  test('is ready while one subgraph is away and another hangs: it doesn’t wait for them', async () => {
    await using away = await dead();
    await using hangs = await hung();
    const healthy = await answering((_request, response) => {
      response.end('{"ready":true,"problems":[]}');
    });
    await using one = await reaching(healthy.url, away.url);
    assert.deepEqual(await readiness(one), [
      200,
      { ready: true, problems: ['notes: unreachable'] },
    ]);
    await using other = await reaching(healthy.url, hangs.url);
    await eventually(async () => (await readiness(other))[0] === 200);
    await healthy[Symbol.asyncDispose]();
  });

  test('is not ready where it reaches no subgraph at all', async () => {
    await using away = await dead();
    await using house = await reaching(away.url, away.url);
    const problems = ['people: unreachable', 'notes: unreachable'];
    assert.deepEqual(await readiness(house), [503, { ready: false, problems }]);
  });

  test('is not ready before it has the keys to check tokens with', async () => {
    const tokens = await tokenMaker();
    let known = false;
    await using auth = await answering((_request, response) => {
      response.writeHead(known ? 200 : 503, { 'content-type': 'application/json' });
      response.end(JSON.stringify(tokens.keySet));
    });
    await using house = await startHouse({ jwks: new URL(auth.url) });
    const problems = ['the keys to check access tokens with are not known yet'];
    assert.deepEqual(await readiness(house), [503, { ready: false, problems }]);
    known = true;
    await eventually(async () => (await readiness(house))[0] === 200);
    known = false;
    assert.equal((await readiness(house))[0], 200);
  });
});

describe('stopping', () => {
  test('goes on serving for as long as balancers need to notice', { timeout: 20_000 }, async () => {
    const house = await startHouse({ drainDelayMs: 1_000 });
    const agent = new Agent({ keepAlive: true });
    const stopped = house.gateway.stop();
    assert.deepEqual(await readiness(house), [503, { ready: false, problems: ['stopping'] }]);
    const answered = await post(house, agent, '{ requestId }');
    assert.equal(answered.status, 200);
    assert.equal(answered.headers['connection'], 'close');
    await stopped;
    await assert.rejects(fetch(`${house.gateway.url}/livez`));
  });

  test('answers what is in hand and refuses what is new', { timeout: 20_000 }, async () => {
    const house = await startHouse();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const early = new Agent({ keepAlive: true });
    await post(house, agent, '{ requestId }');
    const inHand = post(house, early, '{ slow(ms: 600) }');
    await eventually(() => house.people.asked.length === 2);
    const stopped = house.gateway.stop();

    const refused = await post(house, agent, '{ requestId }');
    assert.equal(refused.status, 503);
    assert.match(refused.body, /SHUTTING_DOWN/);
    assert.equal(refused.headers['retry-after'], '1');
    assert.equal(refused.headers['connection'], 'close');
    assert.deepEqual(await readiness(house), [503, { ready: false, problems: ['stopping'] }]);
    assert.equal((await fetch(`${house.gateway.url}/healthz`)).status, 200);

    const answered = await inHand;
    assert.equal(answered.status, 200);
    assert.match(answered.body, /^\{"data":\{"slow":"at last"\},.*\}\n$/);
    assert.equal(answered.headers['connection'], 'close');
    await stopped;
    await assert.rejects(post(house, early, '{ requestId }'), { code: 'ECONNREFUSED' });
    agent.destroy();
    early.destroy();
  });

  test('ends at the deadline whatever is in hand', { timeout: 20_000 }, async () => {
    const house = await startHouse({ drainMs: 100, resilience: { people: { timeoutMs: 60_000 } } });
    const agent = new Agent();
    const hangs = post(house, agent, '{ slow(ms: 50000) }');
    const broken = assert.rejects(hangs, { code: 'ECONNRESET' });
    await eventually(() => house.people.asked.length === 1);
    await house.gateway.stop();
    await broken;
  });

  test('leaves nothing behind that goes on by itself', async (t) => {
    const made = t.mock.method(globalThis, 'setInterval');
    const cleared = t.mock.method(globalThis, 'clearInterval');
    const house = await startHouse();
    const all = made.mock.calls.map(({ result }) => result);
    assert.ok(all.length > 0);
    await house.gateway.stop();
    const ended = new Set(cleared.mock.calls.map(({ arguments: [timer] }) => timer));
    assert.deepEqual(
      all.filter((timer) => !ended.has(timer)),
      [],
    );
  });

  test('twice is once', async () => {
    const house = await startHouse();
    await Promise.all([house.gateway.stop(), house.gateway.stop()]);
    await house.gateway.stop();
  });

  test('closes sockets with 1001 after telling their subscriptions', async () => {
    const house = await startHouse();
    const client = await connect(house);
    const heard: unknown[] = [];
    const closed = new Promise((resolve) => client.on('closed', resolve));
    client.subscribe(
      { query: 'subscription { noteAdded { text author { name } } }' },
      {
        next: (result) => heard.push(result),
        error: (error) => heard.push(error),
        complete: () => heard.push('complete'),
      },
    );
    await eventually(() => house.notes.listeners() === 1);
    house.notes.add('one');
    await eventually(() => heard.length === 1);
    await house.gateway.stop();
    assert.equal(((await closed) as { code: number }).code, 1001);
    const noteAdded = { text: 'one', author: { name: 'Ada' } };
    assert.deepEqual((heard[0] as { data?: unknown }).data, { noteAdded });
    assert.match(JSON.stringify(heard[1]), /SUBSCRIPTION_ENDED/);
    await eventually(() => house.notes.listeners() === 0);
    await client.dispose();
  });
});

async function connect(house: House): Promise<Client> {
  const token = await house.tokens.token();
  return createClient({
    url: house.url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { Authorization: `Bearer ${token}` },
  });
}

describe('over a WebSocket', () => {
  const once = (client: Client, query: string) =>
    new Promise<{ data?: unknown }>((resolve, reject) => {
      client.subscribe({ query }, { next: resolve, error: reject, complete: () => {} });
    });

  test('queries and mutations pass the same guards', async () => {
    await using house = await startHouse({ limits: { aliases: 1 } });
    const client = await connect(house);
    const answer = await once(client, '{ me { name notes { text } } clientAddress }');
    const me = { name: 'Ada', notes: [{ text: 'first' }] };
    assert.deepEqual(answer.data, { me, clientAddress: '127.0.0.1' });
    const refused = once(client, '{ a: requestId b: requestId }');
    const [error] = (await refused.catch((errors: unknown) => errors)) as { extensions: object }[];
    assert.deepEqual(error?.extensions, { code: 'TOO_MANY_ALIASES', limit: 1, actual: 2 });
    const broken = JSON.stringify(await once(client, '{ broken }'));
    assert.match(broken, /INTERNAL_SERVER_ERROR_MASKED/);
    assert.doesNotMatch(broken, /hunter2/);
    await client.dispose();
  });
});

test('who asks for a socket while the last answers are given is refused, and not left waiting', async () => {
  const house = await startHouse();
  const slow = house.ask('{ slow(ms: 1000) }');
  await eventually(() => house.people.asked.length === 1);
  const stopped = house.gateway.stop();
  // Long after every socket was closed, of which there is none.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const late = new WebSocket(house.url.replace('http', 'ws'), 'graphql-transport-ws');
  await assert.rejects(once(late, 'open'), /503|ECONNREFUSED/);
  assert.equal((await slow).status, 200);
  await stopped;
});
