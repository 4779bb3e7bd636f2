import { EventEmitter, on } from 'node:events';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { serveSubgraph } from '@outlay/service-kit/serve.ts';
import { parse } from 'graphql';
import { gatewaySecret } from '../gateway/systems/start.ts';
import { contracts, spentAs, type SubgraphName } from './graph.ts';

/** A process with the subgraphs, served as ours are: signed requests, and events over one WebSocket. */
const happened = new EventEmitter().setMaxListeners(0);

const resolvers: Record<SubgraphName, object> = {
  ledger: {
    Mutation: {
      spend: (_: unknown, { number }: { number: number }) => {
        const spent = spentAs(number);
        happened.emit('spent', { spent });
        return spent;
      },
    },
    Subscription: { spent: { subscribe: () => events() } },
  },
  directory: {
    Query: { merchant: (_: unknown, { id }: { id: string }) => ({ id, name: `The ${id}` }) },
    Merchant: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `The ${id}` }) },
  },
};

const urls: Record<string, string> = {};
for (const [name, sdl] of Object.entries(contracts)) {
  const module = { typeDefs: parse(sdl), resolvers: resolvers[name as SubgraphName] as never };
  const logger = createLogger(name, 'warn');
  const { url } = await serveSubgraph(
    {
      name,
      schema: buildSubgraphSchema([module]),
      context: (request) => ({ request }),
      health: async () => ({ ready: true, problems: [] }),
      stop: async () => {},
    },
    { host: '127.0.0.1', port: 0, gatewaySecret, logger },
  );
  urls[name] = url;
}
process.send?.({ urls });
process.on('disconnect', () => process.exit());

/** Each event by itself; `on` gives the arguments that it was told with. */
function events(): AsyncIterator<unknown> {
  const all = on(happened, 'spent');
  const one = ({ done, value }: IteratorResult<unknown[]>) =>
    done ? { done, value: undefined } : { done: false, value: value[0] };
  const iterator = {
    next: async () => one(await all.next()),
    return: async () => one((await all.return?.()) as IteratorResult<unknown[]>),
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator as AsyncIterator<unknown>;
}
