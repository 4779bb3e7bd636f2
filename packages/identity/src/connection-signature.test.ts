import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  type Connection,
  messageSigner,
  messageVerifier,
  newChallenge,
} from './connection-signature.ts';
import { RequestSignatureError } from './request-signature.ts';

const secret = 'the secret of gateway and subgraphs';
const connection: Connection = {
  subgraph: 'ledger',
  signature: 't=1,n=nonce,v1=mac',
  challenge: newChallenge(),
};

const anyText = fc.string({ unit: 'binary' });

test('messages come through one after the other, whatever is in them', () => {
  fc.assert(
    fc.property(fc.array(anyText), (messages) => {
      const sign = messageSigner(secret, connection);
      const verify = messageVerifier(secret, connection);
      for (const message of messages) assert.equal(verify(sign(message)), message);
    }),
  );
});

test('one that is altered anywhere is refused', () => {
  fc.assert(
    fc.property(anyText, fc.nat(), fc.string({ minLength: 1, maxLength: 1 }), (text, at, other) => {
      const signed = messageSigner(secret, connection)(text);
      const place = at % signed.length;
      const altered = signed.slice(0, place) + other + signed.slice(place + 1);
      fc.pre(altered !== signed);
      const verify = messageVerifier(secret, connection);
      assert.throws(() => verify(altered), RequestSignatureError);
    }),
  );
});

test('one that comes again, out of order, or after one that did not arrive is refused', () => {
  const sign = messageSigner(secret, connection);
  const signed = [sign('same'), sign('same'), sign('same')];
  const rows: [what: string, order: readonly number[]][] = [
    ['again', [0, 0]],
    ['out of order', [1]],
    ['one is missing', [0, 2]],
  ];
  for (const [what, order] of rows) {
    const verify = messageVerifier(secret, connection);
    const last = signed[order.at(-1)!]!;
    for (const at of order.slice(0, -1)) verify(signed[at]!);
    assert.throws(() => verify(last), RequestSignatureError, what);
  }
});

test('what was signed for another connection, subgraph or by another secret is refused', () => {
  const others: [what: string, other: Connection, key?: string][] = [
    ['another challenge', { ...connection, challenge: newChallenge() }],
    ['another opening', { ...connection, signature: 't=1,n=other,v1=mac' }],
    ['another subgraph', { ...connection, subgraph: 'auth' }],
    ['another secret', connection, `${secret}!`],
  ];
  for (const [what, other, key = secret] of others) {
    const verify = messageVerifier(secret, connection);
    const signed = messageSigner(key, other)('message');
    assert.throws(() => verify(signed), RequestSignatureError, what);
  }
});

test('what is too short to be signed is refused', () => {
  for (const text of ['', '\n', 'x'.repeat(43), `${'x'.repeat(43)}\n`]) {
    assert.throws(() => messageVerifier(secret, connection)(text), RequestSignatureError);
  }
});
