import { runSubgraph } from '@outlay/runtime/run-subgraph.ts';
import { readConfig } from './config.ts';
import { startAuth } from './service.ts';

/** Runs auth alone. */
await runSubgraph({
  name: 'auth',
  readConfig,
  start: (ground, config) =>
    startAuth({
      ...ground,
      masterKey: config.MASTER_KEY,
      operatorEmails: config.OPERATOR_EMAILS,
    }),
  routes: (auth) => (server) => {
    server.get('/.well-known/jwks.json', async (_request, reply) =>
      reply.header('cache-control', 'public, max-age=30').send(await auth.keySet()),
    );
  },
});
