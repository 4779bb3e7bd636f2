import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { withSeed } from '@outlay/testkit/seeded.ts';
import { makeUnruly } from './fixture/unruly.ts';
import { createWorld, worldNames } from './fixture/worlds.ts';
import { compareExecutions } from './subgraph-execution.ts';

/**
 * graphql-js leaves a list's promises alone when another item fails at once; nobody hears them reject, and
 * the test runner would take that for a failure. The compiled one hears them.
 */
const runnersOwn = process.listeners('unhandledRejection');
before(() => process.removeAllListeners('unhandledRejection').on('unhandledRejection', () => {}));
after(() => {
  process.removeAllListeners('unhandledRejection');
  for (const listener of runnersOwn) process.on('unhandledRejection', listener);
});

/** On each subgraph. */
const cases = 60;

for (const name of worldNames) {
  test(`the subgraphs of ${name} execute what they are asked as graphql-js would`, async () => {
    await withSeed(async (random) => {
      for (const [subgraph, schema] of createWorld(name).subgraphs) {
        makeUnruly(schema);
        const { compiled, withErrors, left } = await compareExecutions(schema, random, cases);
        // Each case is executed twice. Without enough of each there is nothing to compare.
        assert.ok(compiled > cases, `${subgraph}: ${compiled} were compiled, ${left} were not`);
        assert.ok(withErrors > cases / 6, `${subgraph}: ${withErrors} had errors`);
      }
    });
  });
}
