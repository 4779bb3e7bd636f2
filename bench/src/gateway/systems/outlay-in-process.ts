import { inProcessSource } from '@outlay/gateway/sources/in-process.ts';
import { executable } from '@outlay/service-kit/schema.ts';
import { parse } from 'graphql';
import { contracts, resolvers, subgraphNames } from '../graph.ts';
import { gatewayOver, logger } from './outlay-gateway.ts';
import type { StartSystem } from './start.ts';

/** Our gateway as `npm start` has it: the subgraphs are called in its own process. */
export const startSystem: StartSystem = (ground) => {
  const sources = subgraphNames.map((name) => {
    const module = { typeDefs: parse(contracts[name]), resolvers: resolvers[name] };
    return inProcessSource(
      {
        name,
        schema: executable(module),
        context: (request) => ({ request }),
        health: async () => ({ ready: true, problems: [] }),
        stop: async () => {},
      },
      logger,
    );
  });
  return gatewayOver(ground, sources);
};
