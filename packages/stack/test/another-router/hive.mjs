import { createServer } from 'node:http';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import { verifyAccessToken } from '@outlay/identity/access-token.ts';
import {
  clientAddressHeader,
  signatureHeader,
  signRequest,
  viewerHeader,
} from '@outlay/identity/request-signature.ts';
import { createRemoteJWKSet } from 'jose';

/**
 * Hive Gateway in our gateway's place, in a process of its own. All that it has to be taught is who asks,
 * and to sign each request. Not in TypeScript: its types add to those of graphql, for every file of the house.
 */
const { SUPERGRAPH = '', GATEWAY_SECRET = '', JWKS_URL = '' } = process.env;
const keys = createRemoteJWKSet(new URL(JWKS_URL));

const signed = {
  async onFetch({ url, options, setOptions, context }) {
    if (typeof options.body !== 'string') return;
    const { request } = context;
    const token = /^Bearer (.+)$/.exec(request?.headers.get('authorization') ?? '')?.[1];
    const viewer = token ? await verifyAccessToken(token, keys) : null;
    const subgraph = new URL(url).searchParams.get('subgraph') ?? '';
    const clientAddress = '127.0.0.1';
    const { body } = options;
    const parts = signRequest(GATEWAY_SECRET, { subgraph, viewer, clientAddress, body });
    setOptions({
      ...options,
      headers: {
        ...options.headers,
        [signatureHeader]: parts.signature,
        [viewerHeader]: parts.viewer,
        [clientAddressHeader]: clientAddress,
      },
    });
  },
};

const gateway = createGatewayRuntime({
  supergraph: SUPERGRAPH,
  unifiedGraphHandler,
  plugins: () => [signed],
  logging: false,
  landingPage: false,
  graphiql: false,
  maskedErrors: false,
});
const server = createServer(gateway);
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ msg: 'listening', port: server.address().port })}\n`);
});
process.once('SIGTERM', () => process.exit(0));
