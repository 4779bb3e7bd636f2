import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import {
  buildSchema,
  type ExecutionResult,
  getOperationAST,
  type GraphQLFieldResolver,
  parse,
} from 'graphql';
import { compileOperation } from '../src/execution/compile.ts';

/** That answers are those of graphql-js is tried in gateway/test/execution/subgraph-execution.test.ts. */

const things = buildSchema(
  'type Query { things(first: Int! = 1): [Thing!] } type Thing { name: String! note: String }',
);

async function answer(
  query: string,
  resolve: GraphQLFieldResolver<unknown, unknown>,
  variables = {},
) {
  const { things: field } = things.getQueryType()!.getFields();
  field!.resolve = resolve;
  const document = parse(query);
  const compiled = compileOperation(things, document, getOperationAST(document)!);
  return (await compiled?.({}, undefined, variables)) as ExecutionResult;
}

test('an item that fails at once leaves no other unheard, which would end the process', async () => {
  const late = (async () => {
    await turn();
    throw new Error('late');
  })();
  const { data, errors } = await answer('{ things { name } }', () => [late, null]);
  assert.deepEqual({ ...data }, { things: null });
  assert.equal(errors?.length, 1);
  await turn();
  await turn();
});

test('what fails below a place that is null already is told nobody', async () => {
  const failing = async (turns: number): Promise<never> => {
    for (let left = turns; left > 0; left -= 1) await turn();
    throw new Error(`after ${turns}`);
  };
  const thing = { note: () => failing(3), name: () => failing(1) };
  const { data, errors } = await answer('{ things { note name } }', () => [{ name: 'cup' }, thing]);
  for (let turns = 0; turns < 5; turns += 1) await turn();
  assert.deepEqual({ ...data }, { things: null });
  assert.deepEqual(
    errors?.map(({ message }) => message),
    ['after 1'],
  );
});

test('each combination of conditions has a selection of its own', async () => {
  const query = `query ($a: Boolean!, $b: Boolean!) {
    things { name @skip(if: $a) again: name @include(if: $b) } }`;
  const seen = new Set<string>();
  for (const [a, b] of [
    [true, true],
    [false, true],
    [false, false],
    [true, true],
  ]) {
    const { data } = await answer(query, () => [{ name: 'cup' }], { a, b });
    seen.add(JSON.stringify(data));
  }
  assert.deepEqual(
    [...seen],
    [
      '{"things":[{"again":"cup"}]}',
      '{"things":[{"name":"cup","again":"cup"}]}',
      '{"things":[{"name":"cup"}]}',
    ],
  );
});

test('a condition without a value is left to graphql-js, before anything is resolved', async () => {
  const query = 'query ($a: Boolean = true) { things { name @skip(if: $a) } }';
  let calls = 0;
  const result = await answer(
    query,
    () => {
      calls += 1;
      return [];
    },
    { a: null },
  );
  assert.deepEqual([result, calls], [null, 0]);
});
