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

test('a genuine request is let in with its viewer, whatever they are', () => {
  fc.assert(
    fc.property(anyRequest, fc.integer({ min: -maxAgeMs, max: maxAgeMs }), (request, age) => {
      const verifier = new RequestVerifier(secret, request.subgraph);
      const signed = signRequest(secret, request, now);
      assert.deepEqual(verifier.verify(signed, request.body, now + age), request.viewer);
    }),
  );
});

test('an altered body, viewer, address, subgraph, time, nonce, code or secret is refused', () => {
  fc.assert(
    fc.property(anyRequest, anyRequest, (request, other) => {
      const signed = signRequest(secret, request, now);
      const otherSigned = signRequest(secret, other, now);
      const verify = (
        parts: Partial<typeof signed>,
        body = request.body,
        subgraph = request.subgraph,
        key = secret,
      ) => new RequestVerifier(key, subgraph).verify(parts, body, now);

      if (other.body !== request.body) assert.throws(() => verify(signed, other.body), refusal);
      if (otherSigned.viewer !== signed.viewer) {
        assert.throws(() => verify({ ...signed, viewer: otherSigned.viewer }), refusal);
      }
      if (other.clientAddress !== request.clientAddress) {
        const { clientAddress } = other;
        assert.throws(() => verify({ ...signed, clientAddress }), refusal);
      }
      const elsewhere = request.subgraph === 'auth' ? 'ledger' : 'auth';
      assert.throws(() => verify(signed, request.body, elsewhere), refusal);
      assert.throws(() => verify(signed, request.body, request.subgraph, `${secret}!`), refusal);
      const mixed = (field: RegExp) => {
        const [theirs] = field.exec(otherSigned.signature) ?? [''];
        return { ...signed, signature: signed.signature.replace(field, theirs) };
      };
      assert.throws(() => verify(mixed(/n=[\w-]+/)), refusal);
      assert.throws(() => verify(mixed(/v1=[\w-]+/)), refusal);
      const later = signed.signature.replace(`t=${now}`, `t=${now + 1}`);
      assert.throws(() => verify({ ...signed, signature: later }), refusal);
      assert.throws(() => verify({ signature: signed.signature }), refusal);
      assert.throws(() => verify({ viewer: signed.viewer }), refusal);
    }),
  );
});

test('one altered character of the signature is refused, or does not count as another request', () => {
  const request = { subgraph: 'auth', viewer: null, body: '{}' };
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(...'AZaz09-_=, '), (place, character) => {
      const verifier = new RequestVerifier(secret, 'auth');
      const signed = signRequest(secret, request, now);
      const at = place % signed.signature.length;
      const altered = {
        ...signed,
        signature: signed.signature.slice(0, at) + character + signed.signature.slice(at + 1),
      };
      verifier.verify(signed, request.body, now);
      // Some other spelling of the last base64url character means the same bytes; the nonce is used.
      assert.throws(() => verifier.verify(altered, request.body, now), refusal);
    }),
  );
});

test('parts cannot be shifted into one another', () => {
  const whole = signRequest(secret, { subgraph: 'auth', viewer: null, body: 'xy' }, now);
  const verifier = new RequestVerifier(secret, 'auth');
  assert.throws(() => verifier.verify({ ...whole, viewer: `${whole.viewer}x` }, 'y', now), refusal);
  assert.throws(() => verifier.verify({ ...whole, clientAddress: 'x' }, 'y', now), refusal);
});

test('a request is let in once, however often and whenever it comes again', () => {
  const ages = fc.array(
    fc.oneof(
      fc.constantFrom(-maxAgeMs, 0, maxAgeMs - 1, maxAgeMs, maxAgeMs + 1, 2 * maxAgeMs),
      fc.integer({ min: -maxAgeMs, max: 3 * maxAgeMs }),
    ),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(ages, (ages) => {
      const verifier = new RequestVerifier(secret, 'auth');
      const signed = signRequest(secret, { subgraph: 'auth', viewer: null, body: '{}' }, now);
      let letIn = 0;
      for (const age of ages.toSorted((a, b) => a - b)) {
        try {
          verifier.verify(signed, '{}', now + age);
          letIn += 1;
        } catch (error) {
          assert.ok(error instanceof refusal);
        }
      }
      assert.equal(letIn, ages.some((age) => Math.abs(age) <= maxAgeMs) ? 1 : 0);
    }),
  );
});

test('a request of the future and one too old are refused', () => {
  const signed = signRequest(secret, { subgraph: 'auth', viewer: null, body: '{}' }, now);
  for (const age of [-maxAgeMs - 1, maxAgeMs + 1]) {
    const verifier = new RequestVerifier(secret, 'auth');
    assert.throws(() => verifier.verify(signed, '{}', now + age), /too old or too new/);
  }
});

test('a viewer of another shape is not let in, though the gateway signed it', () => {
  const stranger = { userId: 'nobody' } as unknown as Viewer;
  const signed = signRequest(secret, { subgraph: 'auth', viewer: stranger, body: '{}' }, now);
  assert.throws(() => new RequestVerifier(secret, 'auth').verify(signed, '{}', now));
});
