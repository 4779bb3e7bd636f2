import type { GraphClient } from '../../src/graph-client.ts';
import { operationFor, publicSchema } from './operation.ts';

/** Runs a mutation and asks for all of its answer. Throws when it answers a problem. */
export function mutate<Success>(
  client: GraphClient,
  field: string,
  input: object,
): Promise<Success> {
  return client.mutate<Success>(operationFor(publicSchema, 'Mutation', field), { ...input });
}

/** Runs a query and asks for all of its answer. */
export async function read<Data>(
  client: GraphClient,
  field: string,
  variables: Record<string, unknown> = {},
): Promise<Data> {
  const text = operationFor(publicSchema, 'Query', field);
  return (await client.request<Record<string, Data>>(text, variables))[field] as Data;
}

/** Follows a subscription from about now on; the answer ends it. */
export function follow<Event>(
  client: GraphClient,
  field: string,
  onEvent: (event: Event) => void,
): () => void {
  const text = operationFor(publicSchema, 'Subscription', field);
  return client.subscribe<Record<string, Event>>(text, {}, (data) => onEvent(data[field] as Event));
}
