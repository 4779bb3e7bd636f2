import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createClient } from 'graphql-ws';
import { register } from 'prom-client';
import { WebSocket } from 'ws';
import type { ToldCost } from '../src/guards/rate-limit.ts';
import { startHouse } from './fixture/house.ts';

const notes = 'query ($at: Boolean = true) { me { id notes @include(if: $at) { text } } }';
/** `me` and ten notes. */
const costOfNotes = 11;

describe('what an operation costs', () => {
  test('is told in its answer, with what is left and until when', async () => {
    await using house = await startHouse({ limits: { pointsPerMinute: 100 } });
    const token = await house.tokens.token();
    const told = [];
    for (const query of ['{ requestId }', notes, 'mutation { signUp(name: "Bea") }', notes]) {
      const { cost, status } = await house.ask(query, { token });
      assert.ok(Date.parse(cost!.resetAt) > Date.now());
      told.push([status, cost?.requested, cost?.remaining]);
    }
    // The third is more than a minute has.
    assert.deepEqual(told, [
      [200, 1, 99],
      [200, costOfNotes, 88],
      [429, 100, 88],
      [200, costOfNotes, 77],
    ]);
  });

  test('is told whatever becomes of it', async () => {
    await using house = await startHouse();
    const unhappy: [query: string, status: number, options?: object][] = [
      ['{ broken requestId }', 200],
      ['{ nothingLikeIt }', 400],
      ['{ requestId', 400],
      ['{ requestId }', 401, { token: 'not a token' }],
      ['{ requestId }', 415, { headers: { 'content-type': 'text/plain' } }],
      ['subscription { noteAdded { text } }', 400],
    ];
    for (const [query, status, options] of unhappy) {
      const answer = await house.ask(query, options);
      assert.equal(answer.status, status, query);
      assert.equal(answer.cost?.requested, 1, query);
    }
  });

  test('is left out for a client that wants none there; the headers say it as well', async () => {
    await using house = await startHouse();
    const { text, headers } = await house.ask('{ a: __typename }', {
      extensions: { cost: false },
    });
    assert.equal(text, '{"data":{"a":"Query"}}\n');
    assert.ok(headers.get('ratelimit'));
  });

  test('beyond what one may is refused before anything is done, and costs its sender nothing', async () => {
    await using house = await startHouse({ limits: { pointsPerOperation: 10 } });
    const token = await house.tokens.token();
    const asks = house.people.asked.length;
    const { status, code, errors } = await house.ask(notes, { token });
    assert.deepEqual([status, code], [400, 'OPERATION_TOO_COSTLY']);
    const { limit, actual } = errors?.[0]?.extensions ?? {};
    assert.deepEqual([limit, actual, house.people.asked.length], [10, costOfNotes, asks]);
    const { headers } = await house.ask('{ requestId }', { token });
    assert.match(headers.get('ratelimit') ?? '', /"viewer";r=59999;/);
  });

  test('differs in what is allowed by who asks', async () => {
    await using house = await startHouse({
      limitsBySender: { nobody: { pointsPerOperation: 10, depth: 1 }, MEMBER: { depth: 3 } },
    });
    const token = await house.tokens.token();
    assert.equal((await house.ask(notes)).code, 'OPERATION_TOO_DEEP');
    assert.equal((await house.ask(notes, { token })).status, 200);
    const dear = '{ __schema { queryType { name } } }';
    assert.equal((await house.ask(dear)).code, 'OPERATION_TOO_COSTLY');
    assert.equal((await house.ask(dear, { token })).status, 200);
    const deeper = '{ me { notes { author { id } } } }';
    assert.equal((await house.ask(deeper, { token })).code, 'OPERATION_TOO_DEEP');
  });

  test('beyond what its address has in a minute is refused for good', async () => {
    const token = async (house: Awaited<ReturnType<typeof startHouse>>) => house.tokens.token();
    await using poor = await startHouse({ rateLimits: { perAddress: costOfNotes - 1 } });
    const refused = await poor.ask(notes, { token: await token(poor) });
    assert.deepEqual([refused.status, refused.code], [400, 'OPERATION_TOO_COSTLY']);
    assert.equal(refused.errors?.[0]?.extensions['limit'], costOfNotes - 1);
    assert.equal(refused.headers.get('retry-after'), null);
    await using enough = await startHouse({ rateLimits: { perAddress: costOfNotes } });
    assert.equal((await enough.ask(notes, { token: await token(enough) })).status, 200);
  });

  test('is told on a socket: in the answer, and in the first event', async () => {
    await using house = await startHouse({ limits: { pointsPerMinute: 100 } });
    const client = createClient({
      url: house.url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${await house.tokens.token()}` },
      retryAttempts: 0,
    });
    const first = async (query: string, extensions?: Record<string, unknown>) => {
      const given = extensions === undefined ? { query } : { query, extensions };
      for await (const result of client.iterate(given)) return result;
      return undefined;
    };
    const costIn = (result: { extensions?: unknown } | null | undefined) => {
      const { cost } = (result?.extensions ?? {}) as { cost?: ToldCost };
      return [cost?.requested, cost?.remaining];
    };
    assert.deepEqual(costIn(await first(notes)), [costOfNotes, 89]);
    assert.deepEqual(costIn(await first('{ broken }')), [1, 88]);
    assert.deepEqual(await first('{ __typename }', { cost: false }), {
      data: { __typename: 'Query' },
    });

    const stream = client.iterate({ query: 'subscription { noteAdded { text } }' });
    const results = [stream.next(), stream.next()];
    while (house.notes.listeners() === 0) await new Promise(setImmediate);
    for (const text of ['one', 'two']) house.notes.add(text);
    const [one, two] = await Promise.all(results);
    assert.deepEqual(costIn(one?.value), [1, 86]);
    assert.deepEqual(two?.value, { data: { noteAdded: { text: 'two' } } });
    await stream.return?.();
    await client.dispose();
  });

  test('is measured, and so is what is refused', async () => {
    const valuesOf = async (name: string) => (await register.getSingleMetric(name)!.get()).values;
    await using house = await startHouse({ limits: { aliases: 0 } });
    const sum = async () =>
      (await valuesOf('outlay_gateway_operation_points')).find((value) =>
        ('metricName' in value ? String(value.metricName) : '').endsWith('_sum'),
      )?.value ?? 0;
    const refusals = async () =>
      (await valuesOf('outlay_gateway_refused_total')).find(
        ({ labels }) => labels['code'] === 'TOO_MANY_ALIASES',
      )?.value ?? 0;
    const [before, refusedBefore] = [await sum(), await refusals()];
    await house.ask(notes);
    await house.ask('{ a: requestId }');
    assert.deepEqual(
      [(await sum()) - before, (await refusals()) - refusedBefore],
      [costOfNotes, 1],
    );
  });
});
