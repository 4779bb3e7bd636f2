import { readFileSync } from 'node:fs';
import { subgraphSdl } from '@outlay/service-kit/schema.ts';

/** The subgraphs that make up the graph, in the order in which they joined. */
export const subgraphNames = ['auth', 'user', 'ledger', 'reporting', 'notification'] as const;

export type SubgraphName = (typeof subgraphNames)[number];

const root = new URL('../../', import.meta.url);

export function subgraphFolder(name: SubgraphName): URL {
  return new URL(`subgraphs/${name}/`, root);
}

/** The subgraph's whole contract: the shared types and its own `schema.graphql`. */
export function sdlOf(name: SubgraphName): string {
  return subgraphSdl(new URL('schema.graphql', subgraphFolder(name)));
}

/** A file's text, or null when it isn't there yet. */
export function textOf(file: URL): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
