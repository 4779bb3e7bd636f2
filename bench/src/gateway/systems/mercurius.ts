import type { AddressInfo } from 'node:net';
import mercurius from '@mercuriusjs/gateway';
import { fastify, type FastifyPluginAsync } from 'fastify';
import { GraphQLObjectType } from 'graphql';
import type { StartSystem } from './start.ts';

// It puts types where graphql's printer expects their names, which this version no longer forgives.
Object.defineProperties(GraphQLObjectType.prototype, {
  includes: { value: () => true },
  split: {
    value(this: GraphQLObjectType) {
      return [this.name];
    },
  },
  length: {
    get(this: GraphQLObjectType) {
      return this.name.length;
    },
  },
});

/** Mercurius with its own gateway, which plans at run time, and its JIT. */
export const startSystem: StartSystem = async ({ urls }) => {
  process.env['NODE_ENV'] = 'production';
  const server = fastify();
  await server.register(mercurius as unknown as FastifyPluginAsync<Record<string, unknown>>, {
    jit: 1,
    gateway: {
      services: Object.entries(urls).map(([name, url]) => ({ name, url: `${url}/graphql` })),
    },
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/graphql`, tokens: [] };
};
