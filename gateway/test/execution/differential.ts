import assert from 'node:assert/strict';
import { operationFromDocument } from '@apollo/federation-internals';
import type { Random } from '@outlay/testkit/seeded.ts';
import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { createPreparedExecutor } from '../../src/execution/executor.ts';
import type { Recording } from '../../src/execution/recording.ts';
import { type Graph, readGraph } from '../../src/subscriptions/graph.ts';
import { randomDocument } from '../subscriptions/fixture/random-operation.ts';
import { silent } from '../subscriptions/fixture/reach.ts';
import { startStockGateway } from '../subscriptions/fixture/stock.ts';
import { asked, newViewer } from '../subscriptions/fixture/viewers.ts';
import { imaginedIds } from './fixture/imagined.ts';
import {
  type Calls,
  idle,
  type Traffic,
  type Trouble,
  troubledSource,
} from './fixture/troubled.ts';
import type { World } from './fixture/worlds.ts';

/** How operations were answered: as prepared, with text as it came, by Apollo from what was fetched, by Apollo altogether. */
export type Ways = {
  clean: number;
  /** The text of one subgraph, or of two joined as texts. */
  passed: number;
  joined: number;
  replayed: number;
  apollo: number;
};

export type Case = {
  readonly query: string;
  readonly document: DocumentNode;
  readonly variables: Record<string, unknown>;
  readonly operationName: string | undefined;
  readonly trouble: Trouble;
};

const calm: Trouble = { seed: 0, values: 0, answers: 0 };

type Result = {
  data?: unknown;
  errors?: readonly unknown[] | undefined;
  extensions?: unknown;
  thrown?: string;
};

/** Compares random operations on a world; fails at the first that differs. */
export async function compare(world: World, random: Random, cases: number): Promise<Ways> {
  const comparison = await startComparison(world);
  for (let done = 0; done < cases; done += 1) {
    await comparison.check(randomCase(comparison.graph.schema, random));
  }
  await comparison.stop();
  return comparison.ways;
}

/** The same of operations whose plan is one fetch and one of entities, with text for all answers. */
export async function compareJoins(world: World, random: Random, cases: number): Promise<Ways> {
  const comparison = await startComparison(world);
  for (let done = 0; done < cases;) {
    const one = randomCase(comparison.graph.schema, random);
    if (!isJoin(comparison.graph, one)) continue;
    await comparison.check({ ...one, trouble: { ...one.trouble, asText: true } });
    done += 1;
  }
  await comparison.stop();
  return comparison.ways;
}

/**
 * Executes operations on a world, by stock Apollo and as prepared, over subgraphs that fail alike for
 * both. `check` fails when data (with the order of keys), errors or extensions differ, or when a subgraph
 * is asked for something that stock doesn't ask it for.
 */
export async function startComparison(world: World) {
  const traffic: Traffic = { trouble: calm, calls: new Map(), underWay: 0 };
  const sources = new Map(
    Array.from(world.subgraphs, ([name, schema]) => {
      return [name, troubledSource(name, schema, traffic)] as const;
    }),
  );
  const stock = await startStockGateway(world.supergraphSdl, sources);
  const graph = readGraph(world.supergraphSdl, 1, new Set(sources.keys()));
  const prepared = createPreparedExecutor({
    graph,
    sources,
    logger: silent,
    recogniseAfter: 0,
  });
  const ways: Ways = { clean: 0, passed: 0, joined: 0, replayed: 0, apollo: 0 };

  async function executePrepared(one: Case): Promise<Result> {
    const { query, document, variables, operationName } = one;
    const request = asked(newViewer());
    const byApollo = async (recording: Recording | undefined): Promise<Result> => {
      ways[recording ? 'replayed' : 'apollo'] += 1;
      return stock.execute({ query, variables, operationName, request, recording });
    };
    const answer = await prepared.execute(
      { document, variables, operationName },
      request,
      byApollo,
    );
    if (!('json' in answer)) return answer as Result;
    const fetches = new Set(Array.from(traffic.calls.keys(), (call) => call.split('{')[1]));
    const whole = fetches.size > 1 ? 'joined' : 'passed';
    ways[answer.json === undefined ? 'clean' : whole] += 1;
    return answer.json === undefined ? { data: answer.data } : (JSON.parse(answer.json) as Result);
  }

  async function counted(execution: () => Promise<Result>): Promise<[Result, Calls]> {
    traffic.calls = new Map();
    // Apollo itself throws over some answers, and over operations that its planner can't plan.
    const result = await execution().catch((error: unknown) => ({ thrown: String(error) }));
    await idle(traffic);
    return [result, traffic.calls];
  }

  async function check(one: Case): Promise<void> {
    traffic.trouble = one.trouble;
    const request = asked(newViewer());
    const [expected, expectedCalls] = await counted(() => stock.execute({ ...one, request }));
    // The second time everything is compiled.
    for (const _time of ['first', 'again']) {
      const [actual, actualCalls] = await counted(() => executePrepared(one));
      const inOrder = !isParallel(graph, one);
      assert.equal(written(actual, inOrder), written(expected, inOrder), described(one));
      checkCalls(actualCalls, expectedCalls, one);
    }
  }
  return { graph, ways, check, stop: () => stock.stop() };
}

function randomCase(schema: GraphQLSchema, random: Random): Case {
  const kinds = schema.getMutationType()
    ? (['query', 'query', 'mutation'] as const)
    : (['query'] as const);
  const kind = random.pick(kinds);
  for (;;) {
    const { query, variables } = randomDocument(schema, kind, random, imaginedIds);
    const more = random.chance(0.1) ? '\nquery Other { __typename }' : '';
    const schemaToo = random.chance(0.02) ? ' __schema { queryType { name } } ' : '';
    const text = query.replace(/^(query Q(?:\([^()]*\))? \{)/, `$1${schemaToo}`) + more;
    const document = parse(text);
    if (validate(schema, document).length > 0) continue;
    const spoiltVariables = random.chance(0.04) ? spoil(variables, random) : variables;
    const seed = random.integer(0, 1_000_000);
    return {
      query: text,
      document,
      variables: spoiltVariables,
      operationName: more || random.chance(0.2) ? 'Q' : undefined,
      trouble: random.chance(0.4)
        ? { ...calm, seed, asText: random.chance(0.5) }
        : {
            asText: random.chance(0.2),
            seed,
            values: random.pick([0, 15, 60, 250]),
            answers: random.pick([0, 0, 4, 12]),
          },
    };
  }
}

function spoil(
  variables: Readonly<Record<string, unknown>>,
  random: Random,
): Record<string, unknown> {
  const entries = Object.entries(variables).filter(() => random.chance(0.7));
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      random.pick<unknown>([value, null, 'text', 3, [value], {}]),
    ]),
  );
}

/** Where fetches go side by side, the order of their errors is that in which they happened to end. */
function isParallel(graph: Graph, one: Case): boolean {
  return planOf(graph, one).includes('"Parallel"');
}

function isJoin(graph: Graph, one: Case): boolean {
  const plan = planOf(graph, one);
  return plan.split('"kind":"Fetch"').length === 3 && plan.includes('"kind":"Sequence"');
}

function planOf({ planner, apiSchema }: Graph, { document, operationName }: Case): string {
  try {
    const operation = operationFromDocument(apiSchema, document, { operationName });
    return JSON.stringify(planner.buildQueryPlan(operation));
  } catch {
    // Some operations are beyond Apollo's planner.
    return '';
  }
}

/** The result as a client reads it. An error that is masked has an id of its own each time. */
function written({ errors, ...result }: Result, inOrder: boolean): string {
  const list = errors?.map((error) => {
    const text = error instanceof GraphQLError ? JSON.stringify(error) : String(error);
    return text.replaceAll(uuid, '(id)');
  });
  return JSON.stringify({ ...result, errors: inOrder ? list : list?.toSorted() }, null, 1);
}

const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** A mutation is sent just as often, anything else at most as often as by stock. */
function checkCalls(actual: Calls, expected: Calls, one: Case): void {
  for (const [call, times] of actual) {
    const most = expected.get(call) ?? 0;
    const isMutation = call.includes('"mutation');
    const agrees = isMutation ? times === most : times <= most;
    assert.ok(agrees, `asked ${times} instead of ${most} times: ${call}\n${described(one)}`);
  }
}

function described({ query, variables, trouble }: Case): string {
  return `${query}\n${JSON.stringify(variables)}\n${JSON.stringify(trouble)}`;
}
