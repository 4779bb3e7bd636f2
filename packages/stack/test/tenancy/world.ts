import { SubgraphExecutor } from '@outlay/service-kit/execute.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import type { GraphQLSchema } from 'graphql';
import type { StackConfig } from '../../src/config.ts';
import type { Stack } from '../../src/stack.ts';
import { temporaryStack } from '../fixture/temporary-stack.ts';
import { type EntityKey, type RootField, rootFields } from './contract.ts';
import { entitiesOperation, operationFor, publicSchema } from './operation.ts';
import { type Person, plantPerson } from './people.ts';
import type { Answer } from './secrets.ts';

export type World = AsyncDisposable & {
  readonly stack: Stack;
  readonly owner: Person;
  readonly stranger: Person;
  /** Through the gateway, as any client. */
  readonly ask: Ask;
  /** Straight at the subgraph that owns the field, as only the gateway does. */
  readonly askDirectly: Ask;
  readonly subgraph: (name: string) => { schema: GraphQLSchema; executor: SubgraphExecutor };
  readonly askEntities: (
    who: Person | null,
    key: EntityKey,
    ids: readonly string[],
  ) => Promise<Answer>;
};

type Ask = (
  who: Person | null,
  field: RootField,
  variables: Readonly<Record<string, unknown>>,
) => Promise<Answer>;

/** A whole Outlay with two people in it who have the same kinds of things and nothing in common. */
export async function startWorld(over: Partial<StackConfig> = {}): Promise<World> {
  // Here every operation asks for all that there is.
  const limits = { pointsPerOperation: 1_000_000 };
  const outlay = await temporaryStack('tenancy', { limits, ...over });
  const stop = outlay[Symbol.asyncDispose];
  try {
    return { ...(await peopleIn(outlay.stack)), [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function peopleIn(stack: Stack): Promise<Omit<World, typeof Symbol.asyncDispose>> {
  const url = `${stack.gateway.url}/graphql`;
  const logger = createLogger('tenancy', 'error');
  const subgraphs = new Map(
    Object.values(stack.subgraphs).map((subgraph) => [
      subgraph.name,
      { schema: subgraph.schema, executor: new SubgraphExecutor(subgraph, logger) },
    ]),
  );
  const subgraph: World['subgraph'] = (name) => subgraphs.get(name)!;
  const run = async (
    name: string,
    who: Person | null,
    text: (schema: GraphQLSchema) => string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<Answer> => {
    const { schema, executor } = subgraph(name);
    const query = text(schema);
    const answer = await executor.execute({ query, variables }, requestOf(who));
    return JSON.parse(JSON.stringify(answer)) as Answer;
  };
  return {
    stack,
    subgraph,
    owner: await plantPerson(stack, { tag: 'first', word: 'quokkaowl', whole: 7_310_400 }),
    stranger: await plantPerson(stack, { tag: 'second', word: 'marmotfox', whole: 500 }),
    ask: async (who, { operation, name }, variables) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(who ? { authorization: `Bearer ${who.token}` } : {}),
        },
        body: JSON.stringify({
          query: operationFor(publicSchema, operation, name),
          variables,
          // Answers are compared, and what is left of a minute is another each time.
          extensions: { cost: false },
        }),
      });
      return (await response.json()) as Answer;
    },
    askDirectly: (who, { subgraph, operation, name }, variables) =>
      run(subgraph, who, (schema) => operationFor(schema, operation, name), variables),
    askEntities: (who, { subgraph, type }, ids) =>
      run(subgraph, who, (schema) => entitiesOperation(schema, type), {
        representations: ids.map((id) => ({ __typename: type, id })),
      }),
  };
}

/** What a subgraph is told of a request of that person, or of nobody. */
export function requestOf(who: Person | null) {
  return { viewer: who?.viewer ?? null, requestId: 'tenancy' };
}

/** The fields of one kind, in the order of the contracts. */
export function fieldsOf(operation: RootField['operation']): readonly RootField[] {
  return rootFields.filter((field) => field.operation === operation);
}
