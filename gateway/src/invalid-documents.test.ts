import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FormattedExecutionResult } from 'graphql';
import { rememberInvalid } from './invalid-documents.ts';

const request = { viewer: null, requestId: 'request' };

/** How often Apollo is asked for the same document that it answers so, and what is told at last. */
async function askTwice(status: number, result: FormattedExecutionResult, queries = ['{ a }']) {
  let asked = 0;
  const operations = rememberInvalid({
    answer: async () => {
      asked += 1;
      return { status, result, headers: [] };
    },
    stop: async () => {},
  });
  let last;
  for (const query of [...queries, ...queries]) last = await operations.answer({ query }, request);
  assert.deepEqual(last, { status, result, headers: [] });
  return asked;
}

const error = (code: string, message = 'no') => ({ message, extensions: { code } });

test('what is answered to an invalid document is remembered', async () => {
  assert.equal(await askTwice(400, { errors: [error('GRAPHQL_VALIDATION_FAILED')] }), 1);
});

test('nothing else is', async () => {
  assert.equal(await askTwice(400, { errors: [error('BAD_USER_INPUT')] }), 2);
  assert.equal(await askTwice(200, { data: { a: 1 } }), 2);
  // A subgraph said so.
  const errors = [error('GRAPHQL_VALIDATION_FAILED')];
  assert.equal(await askTwice(200, { data: { a: null }, errors }), 2);
});

test('a flood of them pushes out what was remembered', async () => {
  const errors = [error('GRAPHQL_VALIDATION_FAILED', 'x'.repeat(60_000))];
  const queries = Array.from({ length: 20 }, (_none, nth) => `{ a${nth} }`);
  assert.equal(await askTwice(400, { errors }, queries), 40);
});
