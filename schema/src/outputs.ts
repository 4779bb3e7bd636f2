import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { catalogue } from '@outlay/events/catalogue.ts';
import { z } from 'zod';
import { composeGraph } from './compose.ts';
import { resolverTypes } from './resolver-types.ts';
import { subgraphFolder, subgraphNames, textOf } from './subgraphs.ts';

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
    { file: new URL('operations.json', here), text: trustedDocuments() },
    ...events,
    ...(await Promise.all(types)),
  ];
}

/** Where our own clients' documents are: their own folder, and the tabs of GraphiQL. */
const documentFolders = ['operations/', '../gateway/assets/graphiql/tabs/'];

/** Our own clients' documents by the SHA-256 of their text, as they send it instead of the text. */
function trustedDocuments(): string {
  const documents = documentFolders.flatMap((folder) => {
    const place = new URL(folder, here);
    return readdirSync(place)
      .filter((name) => name.endsWith('.graphql'))
      .map((name) => textOf(new URL(name, place)) ?? '');
  });
  const byHash = documents.map((text) => [createHash('sha256').update(text).digest('hex'), text]);
  return `${JSON.stringify(Object.fromEntries(byHash.sort()), null, 2)}\n`;
}
