import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { getOperationAST, parse } from 'graphql';
import type { Variables } from '../subscriptions/sharing.ts';
import { type Costs, readCosts } from './cost.ts';

const costs = readCosts(/* GraphQL */ `
  directive @cost(weight: Int!) on FIELD_DEFINITION | OBJECT
  directive @listSize(
    assumedSize: Int
    slicingArguments: [String!]
    sizedFields: [String!]
    requireOneSlicingArgument: Boolean = true
  ) on FIELD_DEFINITION
  type Query {
    person: Person
    people: [Person!]! @listSize(assumedSize: 5)
    some(first: Int! = 20, last: Int): [Person!]! @listSize(slicingArguments: ["first", "last"])
    page(first: Int): Page!
      @listSize(assumedSize: 20, slicingArguments: ["first"], sizedFields: ["nodes"])
    many: [Person!]!
    thing: Thing
    named: Named
  }
  type Mutation {
    write: Outcome! @cost(weight: 10)
  }
  type Page {
    nodes: [Person!]!
    others: [Person!]!
    count: Int!
  }
  interface Named {
    name: String!
  }
  type Person implements Named {
    name: String!
    friends(first: Int): [Person!]! @listSize(assumedSize: 3, slicingArguments: ["first"])
    heavy: String! @cost(weight: 7)
    vault: Vault
  }
  type Vault @cost(weight: 50) {
    name: String!
  }
  union Thing = Person | Vault
  union Outcome = Person | Vault
`);

function costOf(
  text: string,
  variables: Record<string, unknown> = {},
  reckoned: Costs = costs,
): number {
  const document = parse(text);
  return reckoned.costOf(
    document,
    getOperationAST(document, 'Q') ?? getOperationAST(document)!,
    variables,
  );
}

const rows: readonly [what: string, text: string, cost: number][] = [
  ['an object costs 1, its scalars nothing', '{ person { name } }', 1],
  ['a field costs its weight', '{ person { heavy } }', 8],
  ['a type has a weight of its own', '{ person { vault { name } } }', 51],
  ['a list costs as often as it is assumed long', '{ people { name } }', 5],
  ['lists in lists multiply', '{ people { friends { name } } }', 5 * (1 + 3)],
  ['an argument says how long', '{ some(first: 2) { name } }', 2],
  ['its default does, where it is left out', '{ some { name } }', 20],
  ['the largest of several counts', '{ some(first: 2, last: 9) { name } }', 9],
  ['less than nothing is nothing', '{ some(first: -5) { name } people { name } }', 5],
  [
    'the schema costs by itself',
    '{ __schema { types { name } } t: __type(name: "Person") { name } }',
    55,
  ],
  ['any operation costs a point', '{ __typename }', 1],
  [
    'the other operations of a document cost nothing',
    'query P { people { heavy } } query Q { person { name } }',
    1,
  ],
  ['a connection says it for its lists', '{ page(first: 4) { nodes { name } count } }', 1 + 4],
  ['and for no other', '{ page(first: 4) { others { name } } }', 1 + 10],
  ['or is assumed', '{ page { nodes { heavy } } }', 1 + 20 * 8],
  ['a list that says nothing counts as ten', '{ many { name } }', 10],
  [
    'fragments count where they are spread',
    '{ people { ...F } } fragment F on Person { heavy }',
    40,
  ],
  [
    'a connection reaches into fragments',
    '{ page(first: 3) { ...F } } fragment F on Page { nodes { name } }',
    4,
  ],
  ['aliases count each', '{ a: person { name } b: person { name } }', 2],
  [
    'of types that exclude each other the dearest counts',
    '{ thing { ... on Person { heavy } ... on Vault { name } } }',
    1 + 7,
  ],
  [
    'of one type all counts',
    '{ thing { ... on Person { heavy } ... on Person { a: heavy } } }',
    1 + 14,
  ],
  ['an interface adds to it', '{ named { name ... on Person { heavy } } }', 1 + 7],
  ['a mutation weighs what it says', 'mutation { write { __typename } }', 10],
  ['what isn’t there costs nothing', '{ nothing { at { all } } person { nowhere } ...Gone }', 1],
  ['what is left out counts', '{ person @skip(if: true) { heavy } }', 8],
];

describe('the cost of an operation', () => {
  for (const [what, text, cost] of rows) {
    test(what, () => assert.equal(costOf(text), cost));
  }

  test('variables say how long lists are, whatever they hold', () => {
    const text = 'query ($n: Int) { some(first: $n) { name } }';
    assert.equal(costOf(text, { n: 7 }), 7);
    assert.equal(costOf(text), 20);
    assert.equal(costOf(text, { n: 'seven' }), 20);
    assert.equal(costOf(text, { n: null }), 20);
  });

  test('a variable that is not sent is what the operation says it is', () => {
    const text = 'query ($n: Int = 70) { some(first: $n) { name } }';
    assert.equal(costOf(text), 70);
    assert.equal(costOf(text, { n: 7 }), 7);
    // Sent as null it is null, and the argument's default holds.
    assert.equal(costOf(text, { n: null }), 20);
  });

  test('a variable may be called like something that every object has', () => {
    for (const name of ['toString', 'constructor', '__proto__']) {
      const text = `query ($${name}: Int = 70) { some(first: $${name}) { name } }`;
      assert.equal(costOf(text), 70, name);
      assert.equal(costOf(text, JSON.parse(`{"${name}": 7}`) as Variables), 7, name);
    }
  });

  test('one document costs what its variables say, each time', () => {
    const document = parse(
      'query ($n: Int) { page(first: $n) { ...F } } fragment F on Page { nodes { heavy friends(first: $n) { name } } }',
    );
    const operation = getOperationAST(document)!;
    for (const n of [1, 3, 1]) {
      assert.equal(costs.costOf(document, operation, { n }), 1 + n * (1 + 7 + n));
    }
  });

  test('numbers beyond all numbers are still ones', () => {
    const text = 'query ($n: Int) { some(first: $n) { friends(first: $n) { vault { name } } } }';
    for (const n of [Number.MAX_SAFE_INTEGER, 1e300, Infinity]) {
      assert.ok(Number.isFinite(costOf(text, { n })), `${n}`);
      assert.ok(costOf(text, { n }) > 1e9);
    }
    assert.equal(costOf(text, { n: NaN }), 20 * (1 + 3 * 51));
    assert.ok(costOf(`{ some(first: ${'9'.repeat(1_000)}) { name } }`) > 1e9);
  });

  test('spreads of what isn’t there, each of them thrice, cost no more than reading them', () => {
    const levels = Array.from({ length: 100 }, (_none, level) => {
      return `fragment F${level} on Query { ${`...F${level + 1} `.repeat(3)} }`;
    });
    assert.equal(costOf(`query Q { ...F0 } ${levels.join(' ')}`), 1);
  });
});

test('our own graph: what is everyday costs little, what is heavy much', () => {
  const file = new URL('../../../schema/supergraph.graphql', import.meta.url);
  const own = readCosts(readFileSync(file, 'utf8'));
  const page =
    'query { transactions(first: 20) { nodes { id amount { amount } category { name } } } }';
  assert.equal(costOf(page, {}, own), 1 + 20 * 3);
  const add =
    'mutation { addExpense(input: {}) { ... on AddExpenseSuccess { transaction { id } } } }';
  assert.equal(costOf(add, {}, own), 11);
  assert.ok(costOf('mutation { signIn(input: {}) { __typename } }', {}, own) >= 100);
  assert.ok(costOf('{ book { verification { __typename } } }', {}, own) >= 200);
});
