import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExecutionResult } from 'graphql';
import { executorOf, listening, notesSubgraph, silent } from './fixture.ts';

const request = { viewer: null, requestId: 'request-1' };

const codesOf = (result: ExecutionResult) =>
  (result.errors ?? []).map((error) => error.extensions['code']);

async function subscribed(notes: ReturnType<typeof notesSubgraph>, query: string, logger = silent) {
  const events = await executorOf(notes.subgraph, logger).subscribe({ query }, request);
  assert.ok(Symbol.asyncIterator in events, JSON.stringify(events));
  return events;
}

test('runs the operation that is named, with its variables', async () => {
  const executor = executorOf(notesSubgraph().subgraph);
  const query = 'query A { viewer } query B ($text: String) { echo(text: $text) }';
  const variables = { text: 'tea' };
  const { data, errors } = await executor.execute(
    { query, operationName: 'B', variables },
    request,
  );
  assert.deepEqual([{ ...data }, errors], [{ echo: 'tea' }, undefined]);
});

test('says what is wrong with an operation, each in its code', async () => {
  const executor = executorOf(notesSubgraph().subgraph);
  const run = async (query: string) => codesOf(await executor.execute({ query }, request));
  assert.deepEqual(await run('{'), ['GRAPHQL_PARSE_FAILED']);
  assert.deepEqual(await run('{ nothing }'), ['GRAPHQL_VALIDATION_FAILED']);
  assert.deepEqual(await run('query A { viewer } query B { viewer }'), [
    'OPERATION_RESOLUTION_FAILURE',
  ]);
  assert.deepEqual(await run('fragment F on Query { viewer } '), ['GRAPHQL_VALIDATION_FAILED']);
  assert.deepEqual(await run('subscription { notes }'), ['BAD_USER_INPUT']);
  // validate() of graphql 16 throws for this one instead of saying so.
  assert.deepEqual(await run('subscription ($x: Boolean) { notes @include(if: $x) }'), [
    'GRAPHQL_VALIDATION_FAILED',
  ]);
});

test('a query does not become live', async () => {
  const executor = executorOf(notesSubgraph().subgraph);
  const answer = await executor.subscribe({ query: '{ viewer }' }, request);
  assert.deepEqual(codesOf(answer as ExecutionResult), ['BAD_USER_INPUT']);
});

test('an error is masked and the rest is answered', async () => {
  const { lines, logger } = listening();
  const executor = executorOf(notesSubgraph().subgraph, logger);
  const answer = await executor.execute({ query: '{ broken echo(text: "x") }' }, request);
  assert.deepEqual({ ...answer.data }, { broken: null, echo: 'x' });
  assert.deepEqual(codesOf(answer), ['INTERNAL_SERVER_ERROR_MASKED']);
  assert.ok(!JSON.stringify(answer).includes('hunter2'));
  assert.equal(lines.length, 1);
});

test('a context that throws is masked as well', async () => {
  const { subgraph } = notesSubgraph();
  const context = () => {
    throw new Error('hunter2');
  };
  const executor = executorOf({ ...subgraph, context });
  for (const answer of [
    await executor.execute({ query: '{ viewer }' }, request),
    (await executor.subscribe({ query: 'subscription { notes }' }, request)) as ExecutionResult,
  ]) {
    assert.deepEqual(codesOf(answer), ['INTERNAL_SERVER_ERROR_MASKED']);
    assert.ok(!JSON.stringify(answer).includes('hunter2'));
  }
});

test('a document is read once, and only the latest thousand are kept', () => {
  const executor = executorOf(notesSubgraph().subgraph);
  const first = executor.documentOf('{ a0: viewer }');
  assert.equal(executor.documentOf('{ a0: viewer }'), first);
  for (let n = 1; n < 1_000; n += 1) executor.documentOf(`{ a${n}: viewer }`);
  assert.equal(executor.documentOf('{ a0: viewer }'), first);
  const second = executor.documentOf('{ a1: viewer }');
  executor.documentOf('{ a1000: viewer }');
  assert.notEqual(executor.documentOf('{ a0: viewer }'), first, 'kept more than a thousand');
  assert.notEqual(
    executor.documentOf('{ a1: viewer }'),
    second,
    'the oldest was not the one to go',
  );
});

test('each event is masked by itself, and the next ones come', async () => {
  const notes = notesSubgraph();
  const events = await subscribed(notes, 'subscription { notes }');
  for (const note of ['one', 'broken', 'two']) notes.tell(note);
  const heard: ExecutionResult[] = [];
  for (let n = 0; n < 3; n += 1)
    heard.push(((await events.next()) as { value: ExecutionResult }).value);
  assert.deepEqual(
    heard.map(({ data }) => data?.['notes']),
    ['one', null, 'two'],
  );
  assert.deepEqual(heard.flatMap(codesOf), ['INTERNAL_SERVER_ERROR_MASKED']);
  assert.ok(!JSON.stringify(heard).includes('hunter2'));
  await events.return?.();
});

test('leaving ends the source at once, and whoever waits for an event', async () => {
  const notes = notesSubgraph();
  const events = await subscribed(notes, 'subscription { notes }');
  assert.equal(notes.held(), 1);
  const waiting = events.next();
  await events.return?.();
  assert.equal(notes.held(), 0);
  assert.deepEqual(await waiting, { done: true, value: undefined });
});

test('a source that breaks is let go of, and says nothing of why', async () => {
  const notes = notesSubgraph();
  const { lines, logger } = listening();
  const events = await subscribed(notes, 'subscription { failing }', logger);
  const waiting = events.next();
  notes.fail(new Error('connect postgres://outlay:hunter2@db'));
  await assert.rejects(waiting, (error: Error & { extensions: Record<string, unknown> }) => {
    assert.equal(error.extensions['code'], 'INTERNAL_SERVER_ERROR_MASKED');
    assert.ok(!JSON.stringify(error).includes('hunter2'));
    return true;
  });
  await eventually(() => notes.held() === 0);
  assert.equal(lines.length, 1);
});

test('a source that cannot be let go of troubles no client', async () => {
  const { subgraph } = notesSubgraph();
  const { lines, logger } = listening();
  const source = {
    next: () => new Promise<never>(() => {}),
    return: () => Promise.reject(new Error('stuck')),
    [Symbol.asyncIterator]: () => source,
  };
  subgraph.schema.getSubscriptionType()!.getFields()['notes']!.subscribe = () => source;
  const executor = executorOf(subgraph, logger);
  const events = await executor.subscribe({ query: 'subscription { notes }' }, request);
  assert.ok(Symbol.asyncIterator in events);
  assert.deepEqual(await events.return?.(), { done: true, value: undefined });
  assert.equal(lines.length, 1);
});

test('a subscription that is refused says why', async () => {
  const executor = executorOf(notesSubgraph().subgraph);
  const answer = await executor.subscribe({ query: 'subscription { refused }' }, request);
  assert.deepEqual(codesOf(answer as ExecutionResult), ['NOT_READY']);
});

test('a name that every object has is answered like any other', async () => {
  const executor = executorOf(notesSubgraph().subgraph);
  const query = '{ __proto__: echo(text: "tea") constructor: echo(text: "cup") }';
  const answer = await executor.execute({ query }, request);
  assert.equal(JSON.stringify(answer), '{"data":{"__proto__":"tea","constructor":"cup"}}');
});

test('answers as many conditions as are asked', async () => {
  const executor = executorOf(notesSubgraph().subgraph);
  const names = Array.from({ length: 9 }, (_none, at) => `c${at}`);
  const query = `query (${names.map((name) => `$${name}: Boolean!`).join(' ')}) {
    ${names.map((name) => `${name}: echo(text: "x") @include(if: $${name})`).join(' ')} }`;
  for (const chosen of [[], ['c3'], ['c0', 'c8'], names]) {
    const variables = Object.fromEntries(names.map((name) => [name, chosen.includes(name)]));
    const { data } = await executor.execute({ query, variables }, request);
    assert.deepEqual(Object.keys(data ?? {}), chosen);
  }
});
