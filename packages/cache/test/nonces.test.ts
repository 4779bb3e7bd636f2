import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RequestVerifier, signRequest } from '@outlay/identity/request-signature.ts';
import { startRedis } from '@outlay/testkit/engines/redis.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { sharedNonces } from '../src/nonces.ts';
import { openCache } from '../src/open.ts';
import { logger, ownSpace, withoutRedis } from './fixtures.ts';

const secret = 'the secret of gateway and subgraphs';

describe('nonces that replicas share', { skip: withoutRedis }, () => {
  test('let a request in once among them; while Redis is away, once at each', async () => {
    await using redis = await startRedis();
    const url = ownSpace(redis.url);
    // Patient, for a test machine that is busy is no outage.
    const caches = [1, 2].map(() => openCache(url, { logger, timeoutMs: 10_000 }));
    const replicas = (await Promise.all(caches)).map((cache) => ({
      cache,
      verifier: new RequestVerifier(secret, 'auth', sharedNonces(cache, 'auth')),
    }));
    const letIn = async (signed: ReturnType<typeof signRequest>, subgraph = replicas) => {
      const tries = [...subgraph, ...subgraph].map(({ verifier }) => verifier.verify(signed, '{}'));
      const outcomes = await Promise.allSettled(tries);
      return outcomes.filter(({ status }) => status === 'fulfilled').length;
    };
    const sign = () => signRequest(secret, { subgraph: 'auth', viewer: null, body: '{}' });
    for (let round = 0; round < 20; round += 1) assert.equal(await letIn(sign()), 1);

    await redis.kill();
    await eventually(() => replicas.every(({ cache }) => !cache.available()));
    const during = sign();
    assert.equal(await letIn(during), 2);

    await redis.start();
    await eventually(() => replicas.every(({ cache }) => cache.available()));
    // Each still knows what it let in by itself, though Redis was never told.
    assert.equal(await letIn(during), 0);
    assert.equal(await letIn(sign()), 1);
    for (const { cache } of replicas) await cache.stop();
  });
});
