import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  buildSchema,
  type FieldNode,
  getArgumentValues,
  GraphQLError,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { inputTypes } from '../../test/input-types.ts';
import { compileArguments } from './arguments.ts';

const types = [
  ['Int', 'Int!', 'Int = 3', 'Int = null', 'Int = 0', 'Int! = 3', 'Boolean = false'],
  ['String', 'String = ""', 'ID!', 'Float', 'Color', 'Color! = GREEN', 'Even', 'Even! = 2'],
  ['[Int]', '[Int!]!', '[[Int]!] = [[1, null]]', '[Color!] = []', 'Anything', 'Anything = null'],
  ['Filter', 'Filter!', '[Filter!]', 'Filter = { text: "all" }', 'Either', 'Either!'],
].flat();

const schema = buildSchema(/* GraphQL */ `
  type Query {
    ${types.map((type, at) => `f${at}(given: ${type}): Int`).join('\n')}
    many(a: Int!, b: Even, c: Int = 0, d: Int): Int
  }
  ${inputTypes}
  scalar Anything
`);
Object.assign(schema.getType('Even')!, {
  parseLiteral: (node: { readonly value?: unknown }) => {
    if (node.value === undefined) return undefined;
    if (Number(node.value) % 2 === 0) return { even: Number(node.value) };
    throw new TypeError('odd');
  },
});
// As an enum of programs has it: its values are no texts, and one is nothing.
const colors = new Map<unknown, unknown>([
  ['RED', null],
  ['GREEN', 0],
]);
Object.assign(schema.getType('Color')!, {
  parseLiteral: ({ value }: { readonly value?: unknown }) => colors.get(value),
});

const literals = [
  ['null', '0', '1', '-1', '4294967296', '1.5', '"1"', '"text"', '""', 'true', 'false'],
  ['RED', 'BLUE', '$v', '[]', '[1, null]', '[$v]', '[1, $v, 3]', '[[$v], [1]]', '[RED]', '{}'],
  ['{ text: "a" }', '{ text: $v }', '{ text: "a", color: $v, sure: $v }', '{ text: null }'],
  ['{ text: "a", even: 1 }', '{ text: "a", even: 2, ids: [$v, 1, "b"] }', '[{ text: "a" }]'],
  ['{ text: "a", and: { text: $v } }', '{ a: 1 }', '{ a: $v }', '{ a: 1, b: $v }', '{ a: null }'],
].flat();

const sets: readonly Record<string, unknown>[] = [
  {},
  { w: 1 },
  { v: undefined },
  ...[null, 0, 1, false, '', 'a', 'RED', [1], [], { text: 'b' }].map((v) => ({ v })),
  Object.create({ v: 1 }) as Record<string, unknown>,
];

const fields = schema.getQueryType()!.getFields();

function nodeOf(text: string): FieldNode {
  const [operation] = parse(`{ ${text} }`).definitions;
  return (operation as OperationDefinitionNode).selectionSet.selections[0] as FieldNode;
}

/** The values, or the error with its place in the document. */
function outcome(read: () => Record<string, unknown>) {
  try {
    const values = read();
    return { values, names: Object.keys(values) };
  } catch (error) {
    assert.ok(error instanceof GraphQLError);
    return { message: error.message, nodes: error.nodes };
  }
}

/** How many were read, and how many were wrong. */
function compare(field: string, text: string): [read: number, wrong: number] {
  const node = nodeOf(text);
  const read = compileArguments(fields[field]!, node);
  let wrong = 0;
  for (const variables of sets) {
    const expected = outcome(() => getArgumentValues(fields[field]!, node, variables));
    const which = `${text} of ${fields[field]!.args.join()} ${JSON.stringify(variables)}`;
    assert.deepEqual(
      outcome(() => read(variables)),
      expected,
      which,
    );
    if ('message' in expected) wrong += 1;
  }
  return [sets.length - wrong, wrong];
}

for (const [at, type] of types.entries()) {
  test(`an argument of ${type} is what graphql-js takes it for`, () => {
    const field = `f${at}`;
    const counts = [compare(field, field)];
    for (const literal of literals) counts.push(compare(field, `${field}(given: ${literal})`));
    assert.ok(counts.some(([read]) => read > 0));
    assert.ok(type.startsWith('Anything') || counts.some(([, wrong]) => wrong > 0));
  });
}

test('of several, the first that is wrong is told, and they stand as the schema has them', () => {
  const given = ['a: 1', 'a: $v', 'a: null', 'b: 2', 'b: 1', 'b: $v', 'c: $w', 'c: null', 'd: $v'];
  for (const one of given) {
    for (const other of given.filter((each) => each[0] !== one[0])) {
      compare('many', `many(${one}, ${other})`);
      for (const third of given.filter((each) => each[0] !== one[0] && each[0] !== other[0])) {
        compare('many', `many(${one}, ${other}, ${third})`);
      }
    }
  }
  const read = compileArguments(fields['many']!, nodeOf('many(d: 4, b: 2, a: $v)'));
  assert.deepEqual(Object.entries(read({ v: 1 })), [
    ['a', 1],
    ['b', { even: 2 }],
    ['c', 0],
    ['d', 4],
  ]);
});

test('who changes what it was given changes it for nobody else', () => {
  const text = `f${types.indexOf('Filter')}(given: { text: "a", ids: [1] })`;
  const definition = fields[`f${types.indexOf('Filter')}`]!;
  const read = compileArguments(definition, nodeOf(text));
  const first = read({})['given'] as { text: string; ids: string[] };
  first.text = 'b';
  first.ids.push('2');
  assert.deepEqual(read({}), getArgumentValues(definition, nodeOf(text), {}));
});
