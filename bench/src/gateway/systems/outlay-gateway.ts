import { randomUUID } from 'node:crypto';
import { withoutBudgets } from '@outlay/gateway/guards/without-budgets.ts';
import { startGateway } from '@outlay/gateway/service.ts';
import type { SubgraphSource } from '@outlay/gateway/sources/source.ts';
import { signAccessToken } from '@outlay/identity/access-token.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { createLocalJWKSet, exportJWK, generateKeyPair } from 'jose';
import type { Ground, Started } from './start.ts';

/** It writes its line for each request as it does anywhere; nobody reads it here. */
export const logger = createLogger('gateway');

/** No measurement takes as long, on a machine with other things to do either. */
const longestMs = 2 * 60 * 60_000;

/** Each connection is another viewer's, so that nobody shares an execution. */
export async function gatewayOver(
  { supergraphSdl, connections }: Ground,
  sources: readonly SubgraphSource[],
): Promise<Started> {
  const kid = randomUUID();
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  const jwks = createLocalJWKSet({
    keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'EdDSA' }],
  });
  const gateway = await startGateway(
    { host: '127.0.0.1', port: 0, jwks, logger, supergraphSdl, ...withoutBudgets },
    sources,
  );
  // As of later, since nobody renews them meanwhile.
  const late = Date.now() + longestMs;
  const viewers = Array.from({ length: connections }, async () => {
    const who = { userId: randomUUID(), bookId: randomUUID(), sessionId: randomUUID() };
    const signed = await signAccessToken({ kid, privateKey }, { ...who, roles: ['MEMBER'] }, late);
    return signed.token;
  });
  return { url: `${gateway.url}/graphql`, tokens: await Promise.all(viewers) };
}
