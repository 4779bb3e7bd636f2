import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import { resolveEntitiesAtOnce } from './entities.ts';
import { scalars } from './scalars.ts';

const commonSdl = readFileSync(new URL('../schema/common.graphql', import.meta.url), 'utf8');

/** What every subgraph shares, followed by its own contract: the text that is composed. */
export function subgraphSdl(ownSchema: URL): string {
  return `${commonSdl}\n${readFileSync(ownSchema, 'utf8')}`;
}

/** An executable subgraph schema from its `schema.graphql` and its resolvers, typed by the generated types. */
export function buildSchema(ownSchema: URL, resolvers: object): GraphQLSchema {
  const typeDefs = parse(subgraphSdl(ownSchema));
  return executable({ typeDefs, resolvers: { ...scalars, ...resolvers } });
}

/** The schema that is executed: with what federation asks of a subgraph. */
export function executable(module: { typeDefs: DocumentNode; resolvers: object }): GraphQLSchema {
  // 2.15 of @apollo/subgraph wants an array of modules.
  return resolveEntitiesAtOnce(buildSubgraphSchema([module as never]));
}
