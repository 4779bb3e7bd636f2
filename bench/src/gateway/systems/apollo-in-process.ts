import { ApolloGateway, LocalGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { contracts, resolvers, type SubgraphName } from '../graph.ts';
import type { StartSystem } from './start.ts';

/** @apollo/gateway with the subgraphs in its own process, by its own LocalGraphQLDataSource. */
export const startSystem: StartSystem = async ({ supergraphSdl }) => {
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
  process.env['NODE_ENV'] = 'production';
  const gateway = new ApolloGateway({
    supergraphSdl,
    buildService: ({ name }) => {
      const typeDefs = parse(contracts[name as SubgraphName]);
      const module = { typeDefs, resolvers: resolvers[name as SubgraphName] as never };
      return new LocalGraphQLDataSource(buildSubgraphSchema([module]));
    },
  });
  const server = new ApolloServer({ gateway });
  const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: 0 } });
  return { url, tokens: [] };
};
