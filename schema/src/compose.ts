import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { parse, printSchema } from 'graphql';
import { sdlOf, subgraphNames } from './subgraphs.ts';

/** A graph whose subgraphs don't fit together; the message says each reason. */
export class CompositionError extends Error {
  override readonly name = 'CompositionError';
  readonly code = 'COMPOSITION';
}

/** Composes the subgraphs: what the gateway plans with, and what a client sees. */
export function composeGraph(): { supergraph: string; client: string } {
  const composed = composeServices(
    subgraphNames.map((name) => ({
      name,
      // Where a subgraph is reached is the gateway's setting, so the committed graph names no host.
      url: `http://${name}.invalid/graphql`,
      typeDefs: parse(sdlOf(name)),
    })),
  );
  if (composed.errors) {
    throw new CompositionError(composed.errors.map(({ message }) => message).join('\n'));
  }
  const api = Supergraph.build(composed.supergraphSdl).apiSchema().toGraphQLJSSchema();
  return { supergraph: `${composed.supergraphSdl}\n`, client: `${printSchema(api)}\n` };
}
