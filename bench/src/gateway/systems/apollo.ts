import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import type { StartSystem } from './start.ts';

/** @apollo/gateway behind @apollo/server, as they come. */
export const startSystem: StartSystem = async ({ supergraphSdl }) => {
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
  process.env['NODE_ENV'] = 'production';
  const server = new ApolloServer({ gateway: new ApolloGateway({ supergraphSdl }) });
  const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: 0 } });
  return { url, tokens: [] };
};
