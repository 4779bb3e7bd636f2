import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { GraphQLError } from 'graphql';
import { dsn } from './fixture/people.ts';
import { startHouse } from './fixture/house.ts';
import type { SubgraphSource } from '../src/sources/source.ts';

/** What gives away how we are built. */
const inside =
  /hunter2|db\.internal|postgres:|ECONNREFUSED|at .*\.ts|node_modules|people|stacktrace/;

describe('a subgraph that breaks gives nothing away', () => {
  let house: Awaited<ReturnType<typeof startHouse>>;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.gateway.stop());

  test('but the id under which it was logged', async () => {
    const { status, data, errors, text } = await house.ask('{ requestId broken }');
    assert.equal(status, 200);
    assert.equal(typeof data?.['requestId'], 'string', 'the rest of the answer is kept');
    assert.equal(data?.['broken'], null);
    assert.doesNotMatch(text, inside);
    const [error] = errors ?? [];
    assert.deepEqual(error?.path, ['broken']);
    assert.deepEqual(Object.keys(error?.extensions ?? {}).toSorted(), ['code', 'errorId']);
    const line = house.logged.find((each) => each.includes(String(error?.extensions['errorId'])));
    assert.ok(line?.includes(dsn));
    assert.ok(line?.includes(String(data?.['requestId'])), 'the line names the request');
  });
});

describe('a source gives nothing away', () => {
  const failing = (name: string, execute: SubgraphSource['execute']): SubgraphSource => ({
    name,
    execute,
    subscribe: () => () => {},
    health: async () => ({ ready: true, problems: [] }),
    stop: async () => {},
  });
  const cases: [string, SubgraphSource['execute']][] = [
    ['that throws', () => Promise.reject(new Error(dsn))],
    ['that throws what is no error', () => Promise.reject(dsn)],
    ['that throws a GraphQLError', () => Promise.reject(new GraphQLError(dsn))],
    [
      'whose subgraph answers errors of its own making',
      async () => ({
        data: null,
        errors: [{ message: dsn, extensions: { stacktrace: [dsn], exception: dsn } }],
      }),
    ],
    [
      'whose subgraph answers errors of a code that nobody knows',
      async () => ({ data: null, errors: [{ message: dsn, extensions: { code: 'PG_DOWN' } }] }),
    ],
    [
      'whose subgraph tells more than a known code',
      async () => ({
        data: null,
        errors: [
          {
            message: 'Not yours.',
            extensions: { code: 'FORBIDDEN', dsn, http: { status: 418 } },
          },
        ],
      }),
    ],
  ];
  for (const [what, execute] of cases) {
    test(what, async () => {
      await using house = await startHouse({
        sources: () => [failing('people', execute), failing('notes', execute)],
      });
      const { status, text, errors, headers } = await house.ask('{ requestId }');
      const requestId = String(headers.get('x-request-id'));
      assert.ok(errors?.length, text);
      assert.doesNotMatch(text, inside);
      assert.equal(status, 200);
      const { code, errorId } = errors[0]!.extensions;
      if (code === 'FORBIDDEN') return;
      assert.equal(code, 'INTERNAL_SERVER_ERROR_MASKED');
      const line = house.logged.find((each) => each.includes(String(errorId)));
      assert.ok(line?.includes(requestId), 'the line names the request');
    });
  }
});
