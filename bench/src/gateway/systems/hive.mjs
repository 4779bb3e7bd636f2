import { createServer } from 'node:http';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';

/**
 * Hive Gateway on its planner in Rust. Not in TypeScript: its types add to those of graphql, for every
 * file of the house.
 *
 * @type {import('./start.ts').StartSystem}
 */
export const startSystem = async ({ supergraphSdl }) => {
  process.env['NODE_ENV'] = 'production';
  const gateway = createGatewayRuntime({
    supergraph: supergraphSdl,
    unifiedGraphHandler,
    logging: false,
    landingPage: false,
    graphiql: false,
    maskedErrors: false,
  });
  const server = createServer(gateway);
  await new Promise((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/graphql`, tokens: [] };
};
