import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'graphql';
import { readHints } from './hints.ts';

const graph = new URL('../../../schema/', import.meta.url);
const hintOf = readHints(readFileSync(new URL('supergraph.graphql', graph), 'utf8'));
const operation = (name: string) =>
  readFileSync(new URL(`operations/${name}.graphql`, graph), 'utf8');
const hint = (text: string) => hintOf(parse(text));
const kept = { maxAgeMs: 30_000, waitsFor: [] };

test('what our clients show again and again may be kept', () => {
  assert.deepEqual(hint(operation('categories')), kept);
  assert.deepEqual(hint(operation('report')), { maxAgeMs: 30_000, waitsFor: ['atLeast'] });
  assert.deepEqual(hint('{ budgets { name category { name } status { percent } } }'), kept);
});

test('what only one field does not let be kept is not', () => {
  for (const text of [
    '{ me { displayName } }',
    '{ categories { id } me { displayName } }',
    '{ categories { id } ...Mine } fragment Mine on Query { me { id } }',
    '{ transactions { nodes { id } } }',
    '{ alerts { nodes { id } } }',
    '{ book { verification { intact } } }',
    '{ categories { id } __schema { queryType { name } } }',
    '{ __typename }',
    operation('add-expense'),
    operation('overspend-alerts'),
    '{ budgets { status(atLeast: "p") { percent } } }',
  ]) {
    assert.equal(hint(text), null, text);
  }
});

test('a fragment is gone through once, however often it is spread: doubled forty times it would take days', () => {
  const doubled = Array.from(
    { length: 40 },
    (_none, at) => `fragment A${at} on Query { ...A${at + 1} ...A${at + 1} }`,
  );
  const ofNothing = `{ ...A0 } ${doubled.join(' ')} fragment A40 on Query { ...None }`;
  assert.equal(hint(ofNothing), null);
  const ofBudgets = ofNothing.replace('...None', 'budgets { status(atLeast: "p") { percent } }');
  assert.equal(hint(ofBudgets), null);
  assert.deepEqual(hint(ofBudgets.replace('(atLeast: "p")', '')), kept);
});

test('a position that is null waits for nothing', () => {
  assert.deepEqual(hint('{ budgets { status(atLeast: null) { percent } } }'), kept);
  const variable = 'query ($at: Position) { budgets { status(atLeast: $at) { percent } } }';
  assert.deepEqual(hint(variable)?.waitsFor, ['at']);
});

test('without the directive nothing is kept', () => {
  assert.equal(readHints('type Query { a: Int }')(parse('{ a }')), null);
});
