import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  maxAgeMs,
  RequestSignatureError,
  RequestVerifier,
  signRequest,
} from './request-signature.ts';
import type { Viewer } from './viewer.ts';

const secret = 'the secret of gateway and subgraphs';
const now = 1_780_000_000_000;
const refusal = RequestSignatureError;

const anyViewer: fc.Arbitrary<Viewer | null> = fc.option(
  fc.record(
    {
      userId: fc.uuid(),
      bookId: fc.uuid(),
      sessionId: fc.uuid(),
      roles: fc.subarray<Viewer['roles'][number]>(['MEMBER', 'OPERATOR']),
      expiresAt: fc.integer({ min: 1 }),
    },
    { noNullPrototype: true },
  ),
);
const anyRequest = fc.record({
  subgraph: fc.constantFrom('auth', 'ledger'),
  viewer: anyViewer,
  clientAddress: fc.option(fc.ipV6(), { nil: undefined }),
  body: fc.string({ unit: 'binary' }),
});

test('a genuine request is let in with its viewer, whatever they are', async () => {
  const anyAge = fc.integer({ min: -maxAgeMs, max: maxAgeMs });
  await fc.assert(
    fc.asyncProperty(anyRequest, anyAge, async (request, age) => {
      const verifier = new RequestVerifier(secret, request.subgraph);
      const signed = signRequest(secret, request, now);
      assert.deepEqual(await verifier.verify(signed, request.body, now + age), request.viewer);
    }),
  );
});

test('an altered body, viewer, address, subgraph, time, nonce, code or secret is refused', async () => {
  await fc.assert(
    fc.asyncProperty(anyRequest, anyRequest, async (request, other) => {
      const signed = signRequest(secret, request, now);
      const otherSigned = signRequest(secret, other, now);
      const verify = (
        parts: Partial<typeof signed>,
        body = request.body,
        subgraph = request.subgraph,
        key = secret,
      ) => new RequestVerifier(key, subgraph).verify(parts, body, now);

      if (other.body !== request.body)
        await assert.rejects(() => verify(signed, other.body), refusal);
      if (otherSigned.viewer !== signed.viewer) {
        await assert.rejects(() => verify({ ...signed, viewer: otherSigned.viewer }), refusal);
      }
      if (other.clientAddress !== request.clientAddress) {
        const { clientAddress } = other;
        await assert.rejects(() => verify({ ...signed, clientAddress }), refusal);
      }
      const elsewhere = request.subgraph === 'auth' ? 'ledger' : 'auth';
      await assert.rejects(() => verify(signed, request.body, elsewhere), refusal);
      await assert.rejects(
        () => verify(signed, request.body, request.subgraph, `${secret}!`),
        refusal,
      );
      const mixed = (field: RegExp) => {
        const [theirs] = field.exec(otherSigned.signature) ?? [''];
        return { ...signed, signature: signed.signature.replace(field, theirs) };
      };
      await assert.rejects(() => verify(mixed(/n=[\w-]+/)), refusal);
      await assert.rejects(() => verify(mixed(/v1=[\w-]+/)), refusal);
      const later = signed.signature.replace(`t=${now}`, `t=${now + 1}`);
      await assert.rejects(() => verify({ ...signed, signature: later }), refusal);
      await assert.rejects(() => verify({ signature: signed.signature }), refusal);
      await assert.rejects(() => verify({ viewer: signed.viewer }), refusal);
    }),
  );
});

test('one altered character of the signature is refused, or does not count as another request', async () => {
  const request = { subgraph: 'auth', viewer: null, body: '{}' };
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.constantFrom(...'AZaz09-_=, '), async (place, character) => {
      const verifier = new RequestVerifier(secret, 'auth');
      const signed = signRequest(secret, request, now);
      const at = place % signed.signature.length;
      const altered = {
        ...signed,
        signature: signed.signature.slice(0, at) + character + signed.signature.slice(at + 1),
      };
      await verifier.verify(signed, request.body, now);
      // Some other spelling of the last base64url character means the same bytes; the nonce is used.
      await assert.rejects(verifier.verify(altered, request.body, now), refusal);
    }),
  );
});

test('parts cannot be shifted into one another', async () => {
  const whole = signRequest(secret, { subgraph: 'auth', viewer: null, body: 'xy' }, now);
  const verifier = new RequestVerifier(secret, 'auth');
  const shifted = { ...whole, viewer: `${whole.viewer}x` };
  await assert.rejects(verifier.verify(shifted, 'y', now), refusal);
  await assert.rejects(verifier.verify({ ...whole, clientAddress: 'x' }, 'y', now), refusal);
});

test('a request is let in once, however often and whenever it comes again', async () => {
  const ages = fc.array(
    fc.oneof(
      fc.constantFrom(-maxAgeMs, 0, maxAgeMs - 1, maxAgeMs, maxAgeMs + 1, 2 * maxAgeMs),
      fc.integer({ min: -maxAgeMs, max: 3 * maxAgeMs }),
    ),
    { minLength: 1 },
  );
  await fc.assert(
    fc.asyncProperty(ages, async (ages) => {
      const verifier = new RequestVerifier(secret, 'auth');
      const signed = signRequest(secret, { subgraph: 'auth', viewer: null, body: '{}' }, now);
      let letIn = 0;
      for (const age of ages.toSorted((a, b) => a - b)) {
        try {
          await verifier.verify(signed, '{}', now + age);
          letIn += 1;
        } catch (error) {
          assert.ok(error instanceof refusal);
        }
      }
      assert.equal(letIn, ages.some((age) => Math.abs(age) <= maxAgeMs) ? 1 : 0);
    }),
  );
});

test('processes that share a memory let a request in once among them', async () => {
  const seen = new Map<string, number>();
  const shared = {
    isNew: async (nonce: string, forMs: number) => {
      const isNew = !seen.has(nonce);
      seen.set(nonce, forMs);
      return isNew;
    },
  };
  const [one, other] = [1, 2].map(() => new RequestVerifier(secret, 'auth', shared));
  const request = { subgraph: 'auth', viewer: null, body: '{}' };
  const signed = signRequest(secret, request, now);
  await one!.verify(signed, '{}', now);
  await assert.rejects(other!.verify(signed, '{}', now), /seen before/);
  // A replay to the same process is not even asked about: it knows, also when the memory has forgotten.
  seen.clear();
  await assert.rejects(one!.verify(signed, '{}', now + maxAgeMs), /seen before/);
  assert.equal(seen.size, 0);
  await other!.verify(signRequest(secret, request, now), '{}', now);
  assert.deepEqual([...seen.values()], [2 * maxAgeMs]);
  // What is not genuine leaves no trace in it.
  await assert.rejects(other!.verify({ ...signed, viewer: 'x' }, '{}', now), refusal);
  assert.equal(seen.size, 1);
});

test('a request of the future and one too old are refused', async () => {
  const signed = signRequest(secret, { subgraph: 'auth', viewer: null, body: '{}' }, now);
  for (const age of [-maxAgeMs - 1, maxAgeMs + 1]) {
    const verifier = new RequestVerifier(secret, 'auth');
    await assert.rejects(verifier.verify(signed, '{}', now + age), /too old or too new/);
  }
});

test('a viewer of another shape is not let in, though the gateway signed it', async () => {
  const stranger = { userId: 'nobody' } as unknown as Viewer;
  const signed = signRequest(secret, { subgraph: 'auth', viewer: stranger, body: '{}' }, now);
  await assert.rejects(new RequestVerifier(secret, 'auth').verify(signed, '{}', now));
});

test('no two requests have the same nonce, however many are signed', () => {
  const request = { subgraph: 'ledger', viewer: null, body: '' };
  const signed = Array.from({ length: 2_000 }, () => signRequest(secret, request, now));
  const nonces = signed.map(({ signature }) => /,n=([\w-]+),/.exec(signature)?.[1]);
  assert.equal(new Set(nonces).size, 2_000);
  assert.ok(nonces.every((nonce) => Buffer.from(nonce ?? '', 'base64url').length === 16));
});
