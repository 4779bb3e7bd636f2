import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { buildSchema, type GraphQLSchema, parse } from 'graphql';
import { isValid } from './validity.ts';

/** How often a schema is asked for its root, which validation does. */
function watched(schema: GraphQLSchema) {
  return mock.method(schema, 'getQueryType').mock;
}

test('a document is validated once for a schema', () => {
  const schema = buildSchema('type Query { a: Int }');
  const other = buildSchema('type Query { b: Int }');
  const document = parse('{ a }');
  isValid(schema, parse('{ a }'));
  const asked = watched(schema);
  assert.ok(isValid(schema, document));
  const once = asked.callCount();
  assert.ok(once > 0);
  assert.ok(isValid(schema, document));
  assert.equal(asked.callCount(), once);
  assert.ok(!isValid(other, document));
  assert.ok(!isValid(other, document));
});
