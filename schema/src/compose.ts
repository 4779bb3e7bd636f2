import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { type DocumentNode, Kind, type NameNode, parse, print, printSchema } from 'graphql';
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
  const client = withCosts(printSchema(api), parse(composed.supergraphSdl));
  return { supergraph: `${composed.supergraphSdl}\n`, client: `${client}\n` };
}

/** What an operation is charged for; clients see it, so that they can reckon before they ask. */
const costDirectives = new Set(['cost', 'listSize']);

/** Puts back into the text for clients what composition knows of costs and leaves out of it. */
function withCosts(client: string, supergraph: DocumentNode): string {
  const isCost = ({ name }: { readonly name: NameNode }) => costDirectives.has(name.value);
  const costs = new Map<string, string>();
  const definitions: string[] = [];
  for (const node of supergraph.definitions) {
    if (node.kind === Kind.DIRECTIVE_DEFINITION && isCost(node)) definitions.push(print(node));
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const { name, directives = [] } of node.fields ?? []) {
      const added = directives.filter(isCost).map((directive) => ` ${print(directive)}`);
      costs.set(`${node.name.value}.${name.value}`, added.join(''));
    }
  }
  let text = client;
  // From the end, so that the places before it stay where they are.
  for (const type of parse(client).definitions.toReversed()) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const { name, loc } of type.fields?.toReversed() ?? []) {
      const added = costs.get(`${type.name.value}.${name.value}`) ?? '';
      text = text.slice(0, loc!.end) + added + text.slice(loc!.end);
    }
  }
  return [...definitions, text].join('\n\n');
}
