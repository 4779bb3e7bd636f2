import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { compileOperation } from '@outlay/service-kit/execution/compile.ts';
import type { Random } from '@outlay/testkit/seeded.ts';
import {
  execute,
  type ExecutionResult,
  getOperationAST,
  type GraphQLError,
  type GraphQLSchema,
  parse,
  print,
  validate,
} from 'graphql';
import { randomDocument } from '../subscriptions/fixture/random-operation.ts';
import { imaginedIds } from './fixture/imagined.ts';
import type { Mood } from './fixture/unruly.ts';

/** How many executions were compiled, and how many of them failed somewhere. */
export type Outcome = { compiled: number; withErrors: number; left: number };

/**
 * Executes random operations on a subgraph whose resolvers are unruly, by graphql-js and compiled. Fails at
 * the first that differs: in data and the order of its keys, in errors, their order and where they come from,
 * or in what resolvers were called with, and when.
 */
export async function compareExecutions(
  schema: GraphQLSchema,
  random: Random,
  cases: number,
): Promise<Outcome> {
  const outcome: Outcome = { compiled: 0, withErrors: 0, left: 0 };
  for (let done = 0; done < cases;) {
    const kind = schema.getMutationType() && random.chance(0.3) ? 'mutation' : 'query';
    const { query, variables } = withEntities(
      randomDocument(schema, kind, random, imaginedIds),
      schema,
      random,
    );
    const document = parse(query);
    if (validate(schema, document).length > 0) continue;
    done += 1;
    const given = random.chance(0.05) ? spoilt(variables, random) : variables;
    const operation = getOperationAST(document)!;
    const readLeavesAfter = random.pick([0, 1, 5]);
    const compiled = compileOperation(schema, document, operation, { readLeavesAfter });
    const oneIn = random.pick([0, 40, 15, 6, 3]);
    const seed = random.integer(0, 1_000_000);

    const byGraphqlJs = moody(seed, oneIn);
    const expected = await execute({
      schema,
      document,
      variableValues: given,
      contextValue: byGraphqlJs,
    });
    await settled(byGraphqlJs);
    // The second time all selections are compiled.
    for (const time of ['first', 'again']) {
      const mood = moody(seed, oneIn);
      const actual = await compiled?.(mood, undefined, given);
      await settled(mood);
      if (!actual) {
        outcome.left += 1;
        continue;
      }
      const which = `${time}\n${print(document)}\n${JSON.stringify({ given, seed, oneIn })}`;
      assert.equal(written(actual), written(expected), which);
      assert.deepEqual(mood.calls, byGraphqlJs.calls, which);
      outcome.compiled += 1;
      if (actual.errors) outcome.withErrors += 1;
    }
  }
  return outcome;
}

function moody(seed: number, oneIn: number): Mood {
  return { seed, oneIn, calls: [] };
}

/** Where null takes the place of much, resolvers below are still being called when the answer is there. */
async function settled({ calls }: Mood): Promise<void> {
  for (let quiet = 0, known = -1; quiet < 5; quiet += 1) {
    if (calls.length !== known) quiet = 0;
    known = calls.length;
    await turn();
  }
}

/** Representations of entities that there are, in the place of what was made up for the scalar `_Any`. */
function withEntities(
  { query, variables }: ReturnType<typeof randomDocument>,
  schema: GraphQLSchema,
  random: Random,
): ReturnType<typeof randomDocument> {
  const entities = schema.getType('_Entity') as { getTypes?: () => { name: string }[] } | undefined;
  const names = (entities?.getTypes?.() ?? []).map(({ name }) => name);
  if (names.length === 0) return { query, variables };
  const all: Record<string, unknown> = { ...variables };
  const representations = () =>
    Array.from({ length: random.integer(0, 4) }, () => ({
      __typename: random.chance(0.03) ? 'Nothing' : random.pick(names),
      id: random.pick(imaginedIds),
    }));
  const text = query.replaceAll(/representations: (?:\$(\w+)|\[[^\]]*\])/g, (whole, name) => {
    if (typeof name !== 'string') {
      const literals = representations().map(
        ({ __typename, id }) => `{__typename: "${__typename}", id: "${id}"}`,
      );
      return `representations: [${literals.join(' ')}]`;
    }
    if (name in all) all[name] = representations();
    return whole;
  });
  return { query: text, variables: all };
}

function spoilt(variables: Readonly<Record<string, unknown>>, random: Random) {
  const entries = Object.entries(variables).filter(() => random.chance(0.7));
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      random.pick<unknown>([value, null, 'text', 3, [value], {}, undefined]),
    ]),
  );
}

function written({ data, errors, ...others }: ExecutionResult): string {
  const told = errors?.map((error) => [error, originOf(error)]);
  const plain = (_key: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value);
  return JSON.stringify({ data, told, others }, plain, 1);
}

/** What masking looks at. */
function originOf({ originalError, nodes, source, positions }: GraphQLError) {
  const places = nodes?.map(({ kind, loc }) => [kind, loc?.start, loc?.end]);
  return { from: String(originalError), places, source: source?.body.length, positions };
}
