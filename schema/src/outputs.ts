import { catalogue } from '@outlay/events/catalogue.ts';
import { z } from 'zod';
import { composeGraph } from './compose.ts';
import { resolverTypes } from './resolver-types.ts';
import { subgraphFolder, subgraphNames } from './subgraphs.ts';

/** A committed file and the text that it must have. */
export type Output = { readonly file: URL; readonly text: string };

const here = new URL('../', import.meta.url);

/** Everything that is generated from the schemas and the event contracts. */
export async function outputs(): Promise<Output[]> {
  const { supergraph, client } = composeGraph();
  const types = subgraphNames.map(async (name) => ({
    file: new URL('src/graphql/types.generated.ts', subgraphFolder(name)),
    text: await resolverTypes(name),
  }));
  const events = catalogue.map(({ type, schema }) => ({
    file: new URL(`events/${type}.json`, here),
    text: `${JSON.stringify({ title: type, ...z.toJSONSchema(schema, { io: 'input' }) }, null, 2)}\n`,
  }));
  return [
    { file: new URL('supergraph.graphql', here), text: supergraph },
    { file: new URL('client.graphql', here), text: client },
    ...events,
    ...(await Promise.all(types)),
  ];
}
