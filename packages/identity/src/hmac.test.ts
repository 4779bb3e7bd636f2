import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { hmacSha256 } from './hmac.ts';

const byNode = (secret: string, message: string): string =>
  createHmac('sha256', secret).update(message).digest('hex');

test('it is the HMAC that Node gives, whatever secret and messages are', () => {
  const secret = fc.string({ unit: 'binary', maxLength: 200 });
  const text = fc.string({ unit: 'binary' });
  const repeated = fc.tuple(text, fc.integer({ min: 1, max: 2_000 }));
  const message = repeated.map(([each, times]) => each.repeat(times));
  fc.assert(
    fc.property(secret, fc.array(message, { minLength: 1, maxLength: 4 }), (key, messages) => {
      const sign = hmacSha256(key);
      for (const one of messages) assert.equal(sign(one).toString('hex'), byNode(key, one));
    }),
  );
});

test('a secret of a block, a message of all the room, and one more of each', () => {
  for (const keyLength of [0, 1, 63, 64, 65]) {
    const key = 'k'.repeat(keyLength);
    const sign = hmacSha256(key);
    for (const length of [0, 5_461, 5_462, 16_384, 16_385, 100_000]) {
      for (const one of ['x'.repeat(length), '€'.repeat(length)]) {
        assert.equal(sign(one).toString('hex'), byNode(key, one), `${keyLength} ${length}`);
      }
    }
  }
});

test('the vectors of RFC 4231 that are text', () => {
  const vectors = [
    [
      'Jefe',
      'what do ya want for nothing?',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
  ] as const;
  for (const [key, message, mac] of vectors)
    assert.equal(hmacSha256(key)(message).toString('hex'), mac);
});

test('an earlier digest stays as it was', () => {
  const sign = hmacSha256('key');
  const first = sign('one');
  sign('two');
  assert.equal(first.toString('hex'), byNode('key', 'one'));
});
