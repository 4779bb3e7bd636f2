import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GraphQLError } from 'graphql';
import { createAdmission } from './admission.ts';
import { defaultLimits } from './limits.ts';

test('a document that comes again is the same object', () => {
  const admit = createAdmission(defaultLimits);
  assert.equal(admit('{ a }'), admit('{ a }'));
  assert.notEqual(admit('{ a }'), admit('{ b }'));
});

test('what was refused is refused again, for the same reason', () => {
  const admit = createAdmission({ ...defaultLimits, depth: 1 });
  const refused = (text: string): GraphQLError => {
    try {
      admit(text);
    } catch (error) {
      if (error instanceof GraphQLError) return error;
    }
    throw new Error('was not refused');
  };
  assert.equal(refused('{ a { b } }').extensions['code'], 'OPERATION_TOO_DEEP');
  assert.equal(refused('{ a { b } }'), refused('{ a { b } }'));
  assert.equal(refused('{ a').extensions['code'], 'GRAPHQL_PARSE_FAILED');
});

test('a flood of documents pushes out what was kept, instead of piling up', () => {
  const admit = createAdmission(defaultLimits);
  const first = admit('{ first }');
  for (let number = 0; number < 100; number += 1) {
    admit(`{ a${number} # ${'x'.repeat(20_000)}\n}`);
  }
  assert.notEqual(admit('{ first }'), first);
});
