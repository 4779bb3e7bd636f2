import { GraphClient } from '../../src/graph-client.ts';
import type { RootField } from './contract.ts';
import { operationFor, publicSchema } from './operation.ts';
import type { Person } from './people.ts';
import type { Answer } from './secrets.ts';
import { requestOf, type World } from './world.ts';

/** A subscription under way: what came, and why it ended. */
export type Stream = {
  readonly events: Answer[];
  readonly ended: unknown[];
  readonly stop: () => Promise<void>;
};

type Args = Readonly<Record<string, unknown>>;

/** Follows a field through the gateway, over a WebSocket of its own. */
export function follow(world: World, who: Person | null, field: RootField, args: Args): Stream {
  const client = new GraphClient(`${world.stack.gateway.url}/graphql`, who?.token);
  const [events, ended]: [Answer[], unknown[]] = [[], []];
  client.subscribe<Record<string, unknown>>(
    operationFor(publicSchema, 'Subscription', field.name),
    args,
    (data) => events.push({ data }),
    (reason) => ended.push(reason),
  );
  return { events, ended, stop: () => client.close() };
}

/** Follows a field straight at its subgraph, as only the gateway does. */
export async function followDirectly(
  world: World,
  who: Person | null,
  field: RootField,
  variables: Args,
): Promise<Stream> {
  const { schema, executor } = world.subgraph(field.subgraph);
  const query = operationFor(schema, 'Subscription', field.name);
  const source = await executor.subscribe({ query, variables }, requestOf(who));
  const [events, ended]: [Answer[], unknown[]] = [[], []];
  if (!(Symbol.asyncIterator in source)) {
    ended.push(JSON.parse(JSON.stringify(source)));
    return { events, ended, stop: async () => {} };
  }
  const pump = async (): Promise<void> => {
    for await (const event of source) events.push(JSON.parse(JSON.stringify(event)) as Answer);
    ended.push(null);
  };
  const pumping = pump();
  return {
    events,
    ended,
    stop: async () => {
      await source.return?.();
      await pumping;
    },
  };
}
