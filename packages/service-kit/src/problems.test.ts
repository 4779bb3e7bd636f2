import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import {
  idempotencyConflict,
  invalidField,
  invalidInput,
  notFound,
  parseInput,
} from './problems.ts';

const input = z.object({
  amount: z.object({ value: z.string('must be given.') }),
  tags: z.array(z.string().max(3, 'must have at most 3 characters.')),
});

test('what keeps the rules comes back as the rules leave it', () => {
  const given = { amount: { value: '1' }, tags: ['a'], stray: true };
  const value = { amount: { value: '1' }, tags: ['a'] };
  assert.deepEqual(parseInput(input, given), { ok: true, value });
});

test('every broken rule is named with its place', () => {
  assert.deepEqual(parseInput(input, { amount: {}, tags: ['good', 'a', 'bad'] }), {
    ok: false,
    problem: {
      __typename: 'InvalidInput',
      message: 'amount.value: must be given. tags.0: must have at most 3 characters.',
      fields: [
        { path: ['amount', 'value'], message: 'must be given.' },
        { path: ['tags', '0'], message: 'must have at most 3 characters.' },
      ],
    },
  });
});

test('no answer repeats what was given: it may be a password', () => {
  const secrets = z.object({
    password: z.string().min(12).regex(/^\d+$/),
    kind: z.enum(['A', 'B']),
    at: z.iso.date(),
  });
  const secret = 'hunter2';
  const answer = JSON.stringify(
    parseInput(secrets, { password: secret, kind: secret, at: secret }),
  );
  assert.ok(!answer.includes(secret), answer);
});

test('a message stays readable however much is wrong, and the fields are all there', () => {
  const problem = invalidInput(
    Array.from({ length: 1_000 }, (_, place) => ({ path: [`${place}`], message: 'is wrong.' })),
  );
  assert.equal(problem.fields.length, 1_000);
  assert.match(problem.message, /^0: is wrong\. .* 4: is wrong\. And 995 more\.$/);
});

test('problems have the type and the fields of the graph', () => {
  assert.equal(invalidField([], 'is wrong.').message, 'input: is wrong.');
  const { __typename: typename, id, message } = notFound('budget', 'b1');
  assert.deepEqual([typename, id], ['NotFound', 'b1']);
  assert.match(message, /no budget of that id/);
  assert.equal(idempotencyConflict('key-1').idempotencyKey, 'key-1');
});
