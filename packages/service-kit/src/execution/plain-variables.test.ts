import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { buildSchema, getVariableValues, type OperationDefinitionNode, parse } from 'graphql';
import { inputTypes } from '../../test/input-types.ts';
import { compilePlainVariables } from './plain-variables.ts';

const schema = buildSchema(/* GraphQL */ `
  type Query {
    a: Int
  }
  ${inputTypes}
`);
Object.assign(schema.getType('Even')!, {
  parseValue: (value: unknown) => {
    if (typeof value === 'number' && value % 2 === 0) return value;
    throw new TypeError('odd');
  },
});

const types = [
  'Int',
  'Float!',
  'String',
  'ID!',
  'Boolean',
  'Color',
  'Even',
  '[Int!]',
  '[[Color]]!',
];
const all = [...types, 'Filter', 'Filter!', '[Filter!]', 'Either', 'Int! = 3', 'Nothing'];

const plainValues = [
  null,
  undefined,
  'RED',
  'BLUE',
  '',
  'text',
  true,
  0,
  -0,
  1,
  2,
  1.5,
  2 ** 31,
  1e21,
  NaN,
];
const leaf = fc.constantFrom<unknown>(...plainValues);
const value = fc.letrec<{ any: unknown; filter: unknown }>((tie) => ({
  any: fc.oneof(leaf, fc.array(tie('any'), { maxLength: 2 }), tie('filter')),
  filter: fc.record(
    {
      text: fc.oneof(fc.constant('text'), leaf),
      color: fc.oneof(fc.constant('RED'), leaf),
      sure: fc.oneof(fc.boolean(), leaf),
      even: leaf,
      and: fc.array(tie('filter'), { maxLength: 2 }),
      ids: fc.array(leaf, { maxLength: 2 }),
      a: leaf,
    },
    { requiredKeys: ['text'] },
  ),
})).any;

test('what is plain comes out as graphql-js has it, and most that it takes is plain', () => {
  let plain = 0;
  let taken = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...all),
      fc.dictionary(fc.constantFrom('v', 'w'), value),
      (type, given) => {
        const document = parse(`query ($v: ${type}) { a }`);
        const { variableDefinitions } = document.definitions[0] as OperationDefinitionNode;
        const ours = compilePlainVariables(schema, variableDefinitions!)(given);
        const theirs = getVariableValues(schema, variableDefinitions!, given);
        if (ours) assert.deepStrictEqual(ours, theirs.coerced, `${type}: ${JSON.stringify(given)}`);
        if (ours) plain += 1;
        if (!theirs.errors) taken += 1;
      },
    ),
    { numRuns: 20_000 },
  );
  assert.ok(plain > taken / 2, `${plain} of ${taken}`);
});
