import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  execute,
  getOperationAST,
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  parse,
} from 'graphql';
import { compileOperation } from '../src/execution/compile.ts';

const leaves = [
  GraphQLString,
  GraphQLID,
  GraphQLBoolean,
  GraphQLInt,
  GraphQLFloat,
  new GraphQLEnumType({ name: 'Size', values: { SMALL: {}, LARGE: { value: 7 } } }),
  new GraphQLScalarType({ name: 'Other', serialize: (value) => `other ${typeof value}` }),
];
const fields = Object.fromEntries(
  leaves.flatMap((type) => [
    [type.name.toLowerCase(), { type }],
    [`sure${type.name}`, { type: new GraphQLNonNull(type) }],
  ]),
);
const thing = new GraphQLObjectType({
  name: 'Thing',
  fields: { ...fields, x0: { type: GraphQLString } },
});
let things: unknown[] = [];
const query = new GraphQLObjectType({
  name: 'Query',
  fields: { things: { type: new GraphQLList(thing), resolve: () => things } },
});
const schema = new GraphQLSchema({ query });

const values = [
  'text',
  '',
  'SMALL',
  'LARGE',
  7,
  -0,
  1.5,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 60,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  12n,
  true,
  false,
  null,
  undefined,
  {},
  [],
  () => 'called',
  Promise.resolve('later'),
  new Error('returned'),
  Object('boxed'),
];

test('leaves that are read at once are what graphql-js makes of them, whatever they are', async () => {
  for (const name of Object.keys(fields)) {
    const document = parse(`{ things { a: __typename v: ${name} x0 v0: x0 } }`);
    const compiled = compileOperation(schema, document, getOperationAST(document)!, {
      readLeavesAfter: 0,
    });
    for (const value of values) {
      things = [{ [name]: value, x0: 'x' }, { x0: 'without it' }];
      const expected = await execute({ schema, document });
      const actual = await compiled?.({}, undefined, {});
      assert.deepEqual(actual?.errors, expected.errors);
      // Down to the order of keys, and to what JSON doesn't tell apart.
      assert.equal(written(actual?.data), written(expected.data), `${name}: ${String(value)}`);
    }
  }
});

function written(data: unknown): string {
  return JSON.stringify(data, (_key, value: unknown) =>
    Object.is(value, -0) ? '-0' : typeof value === 'bigint' ? `${value}n` : value,
  );
}
