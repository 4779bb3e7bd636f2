import { buildSubgraphSchema } from '@apollo/subgraph';
import { inProcessSource } from '@outlay/gateway/sources/in-process.ts';
import { parse } from 'graphql';
import { contracts, resolvers, subgraphNames } from '../graph.ts';
import { gatewayOver, logger } from './outlay-gateway.ts';
import type { StartSystem } from './start.ts';

/** Our gateway as `npm start` has it: the subgraphs are called in its own process. */
export const startSystem: StartSystem = (ground) => {
  const sources = subgraphNames.map((name) => {
    const module = { typeDefs: parse(contracts[name]), resolvers: resolvers[name] as never };
    return inProcessSource(
      {
        name,
        schema: buildSubgraphSchema([module]),
        context: (request) => ({ request }),
        health: async () => ({ ready: true, problems: [] }),
        stop: async () => {},
      },
      logger,
    );
  });
  return gatewayOver(ground, sources);
};
