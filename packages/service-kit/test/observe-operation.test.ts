import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'node:test';
import { type ExecutionResult, getOperationAST, GraphQLError, parse } from 'graphql';
import { register } from 'prom-client';
import { observeOperation } from '../src/observe-operation.ts';
import type { RequestInfo } from '../src/subgraph.ts';

const request: RequestInfo = { viewer: null, requestId: 'request-1' };
const operationOf = (query: string) => getOperationAST(parse(query))!;

/** The samples of a piece, by what they are called without the metric and the piece. */
async function samplesOf(piece: string): Promise<ReadonlyMap<string, number>> {
  const text = await register.getSingleMetricAsString('outlay_subgraph_operation_seconds');
  const sample = /^outlay_subgraph_operation_seconds_(count|sum)\{piece="(\w+)",(.*)\} (\S+)$/gm;
  const mine = [...text.matchAll(sample)].filter(([, , of]) => of === piece);
  return new Map(mine.map(([, what, , labels, value]) => [`${what} ${labels}`, Number(value)]));
}

const countsOf = async (piece: string) =>
  [...(await samplesOf(piece))].filter(([name]) => name.startsWith('count'));

const ok = async (): Promise<ExecutionResult> => ({ data: {} });
const wrong = async (): Promise<ExecutionResult> => ({ errors: [new GraphQLError('no')] });
const broken = new Error('broken');
const breaks = async (): Promise<never> => {
  throw broken;
};

test('an operation that comes again is counted by what came of it each time', async () => {
  const observed = { piece: 'again', operation: operationOf('{ notes }'), request };
  for (const run of [ok, wrong, ok, wrong, ok]) await observeOperation(observed, run);
  await assert.rejects(observeOperation(observed, breaks), broken);
  await observeOperation(observed, ok);
  assert.deepEqual(await countsOf('again'), [
    ['count kind="query",field="notes",outcome="ok"', 4],
    ['count kind="query",field="notes",outcome="error"', 3],
  ]);
});

test('what several pieces are asked in the same words is counted for each of them', async () => {
  for (const piece of ['one', 'other', 'one']) {
    const operation = operationOf('mutation Client { mine: add(text: "a") }');
    await observeOperation({ piece, operation, request }, ok);
  }
  const added = 'count kind="mutation",field="add",outcome="ok"';
  assert.deepEqual(await countsOf('one'), [[added, 2]]);
  assert.deepEqual(await countsOf('other'), [[added, 1]]);
});

test('one that begins with a fragment is called that', async () => {
  for (const query of ['{ ... { notes } }', 'fragment a on Query { notes } query { ...a notes }']) {
    await observeOperation({ piece: 'fragments', operation: operationOf(query), request }, ok);
  }
  assert.deepEqual(await countsOf('fragments'), [
    ['count kind="query",field="fragment",outcome="ok"', 2],
  ]);
});

test('it is timed in seconds, from when it was asked until it was answered', async () => {
  const operation = operationOf('{ notes }');
  const answer = { data: { notes: [] } };
  const given = await observeOperation({ piece: 'timed', operation, request }, async () => {
    await pause(30);
    return answer;
  });
  assert.equal(given, answer);
  const seconds = (await samplesOf('timed')).get('sum kind="query",field="notes",outcome="ok"');
  assert.ok(seconds! > 0.02 && seconds! < 15, `${seconds} s`);
});
