import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Random, withSeed } from '@outlay/testkit/seeded.ts';
import { type ExecutionResult, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { createLiveExecutor, type LiveExecutor } from '../../src/subscriptions/executor.ts';
import { composeFixture } from './fixture/compose.ts';
import { type RandomOperation, randomOperation } from './fixture/random-operation.ts';
import { reach, silent, type Way } from './fixture/reach.ts';
import { startStockGateway } from './fixture/stock.ts';
import { createSubgraphs } from './fixture/subgraphs.ts';
import { asked, newViewer } from './fixture/viewers.ts';

const selections: Readonly<Record<Way, number>> = {
  'in process': 3000,
  'over HTTP and WebSocket': 300,
};
/** How many are compared at the same time, so that neither side waits for the other's turns. */
const abreast = 8;

for (const [way, count] of Object.entries(selections) as [Way, number][]) {
  test(`${count} random selections are the same to subscribe to as to query, ${way}`, async () => {
    const { subgraphs } = createSubgraphs();
    const { sources, stop } = await reach(way, subgraphs);
    const supergraphSdl = composeFixture();
    const stock = await startStockGateway(supergraphSdl, sources);
    const live = createLiveExecutor({ supergraphSdl, sources, logger: silent, mask: asIs });
    try {
      await withSeed(async (random) => {
        for (let done = 0; done < count; done += abreast) {
          const batch = Array.from({ length: abreast }, () =>
            validOperation(live.schema(), random),
          );
          await Promise.all(
            batch.map(async (operation) => {
              const args = { variables: operation.variables, request: asked(newViewer()) };
              const query = operation.text('query');
              const expected = await stock.execute({ ...args, query });
              const subscription = operation.text('subscription');
              const actual = await firstOf(live, { ...args, query: subscription });
              assert.equal(written(actual), written(expected), described(operation));
            }),
          );
        }
      });
      assert.equal(live.activeUpstreams(), 0);
    } finally {
      await live.stop();
      await stock.stop();
      await stop();
    }
  });
}

const asIs = (error: unknown) =>
  error instanceof GraphQLError ? error : new GraphQLError(String(error));

function validOperation(schema: GraphQLSchema, random: Random): RandomOperation {
  const queries = schema.getQueryType()!.getFields();
  const roots = Object.values(schema.getSubscriptionType()!.getFields()).filter(
    ({ name }) => name in queries && name !== 'moved',
  );
  for (;;) {
    const operation = randomOperation(schema, random.pick(roots), random);
    if (validate(schema, parse(operation.text('subscription'))).length === 0) return operation;
  }
}

async function firstOf(
  live: LiveExecutor,
  args: Parameters<LiveExecutor['subscribe']>[0],
): Promise<ExecutionResult> {
  const stream = await live.subscribe(args);
  if (!('next' in stream)) return { errors: stream };
  const { value } = await stream.next();
  await stream.return?.();
  return value as ExecutionResult;
}

/**
 * The result as a client reads it, with the order of its keys. The order of errors is that in which
 * subgraphs happened to answer, and each masked one has an id of its own.
 */
function written({ data, errors, extensions }: ExecutionResult): string {
  const list = errors?.map((error) => JSON.stringify(error).replaceAll(uuid, '(id)')).sort();
  return JSON.stringify({ data, errors: list, extensions }, null, 1);
}

const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

function described(operation: RandomOperation): string {
  return `${operation.text('subscription')}\n${JSON.stringify(operation.variables)}`;
}
