import assert from 'node:assert/strict';
import { createCipheriv, hkdfSync } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Sealer } from './seal.ts';

const masterKey = 'a master key of more than thirty-two characters';
const sealer = new Sealer(masterKey);
const anyText = fc.string({ unit: 'binary' });

test('what was sealed opens again in its context', () => {
  fc.assert(
    fc.property(anyText, anyText, (text, context) => {
      assert.equal(sealer.open(sealer.seal(text, context), context), text);
    }),
  );
});

test('a sealed value opens in no other context and under no other key', () => {
  const other = new Sealer(`${masterKey}!`);
  fc.assert(
    fc.property(anyText, anyText, anyText, (text, context, elsewhere) => {
      const sealed = sealer.seal(text, context);
      if (elsewhere !== context) assert.throws(() => sealer.open(sealed, elsewhere));
      assert.throws(() => other.open(sealed, context));
    }),
  );
});

test('a sealed value with any character altered, removed or added does not open', () => {
  const character = fc.constantFrom(...'AZaz09-_.=+/ ');
  fc.assert(
    fc.property(anyText, fc.nat(), character, fc.nat(2), (text, place, character, cut) => {
      const sealed = sealer.seal(text, 'context');
      const at = place % (sealed.length + 1);
      const altered = `${sealed.slice(0, at)}${character}${sealed.slice(at + cut)}`;
      if (altered !== sealed) assert.throws(() => sealer.open(altered, 'context'));
      const shortened = sealed.slice(0, at) + sealed.slice(at + 1 + cut);
      if (shortened !== sealed) assert.throws(() => sealer.open(shortened, 'context'));
    }),
    { numRuns: 1000 },
  );
});

test('a shortened authentication tag is refused: a tag of 4 bytes can be guessed', () => {
  const [version, nonce, tag, text] = sealer.seal('secret', 'context').split('.') as string[];
  const whole = Buffer.from(tag!, 'base64url');
  for (let bytes = 0; bytes < whole.length; bytes += 1) {
    const short = whole.subarray(0, bytes).toString('base64url');
    assert.throws(() => sealer.open([version, nonce, short, text].join('.'), 'context'));
  }
});

test('the stored form stays readable: AES-256-GCM under a key derived by HKDF', () => {
  const key = Buffer.from(hkdfSync('sha256', masterKey, 'outlay', 'outlay/seal', 32));
  const nonce = Buffer.alloc(12, 7);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from('context'));
  const text = Buffer.concat([cipher.update('ana@example.org'), cipher.final()]);
  const parts = [nonce, cipher.getAuthTag(), text].map((part) => part.toString('base64url'));
  assert.equal(sealer.open(['v1', ...parts].join('.'), 'context'), 'ana@example.org');
});

test('sealing twice gives two values that have nothing in common', () => {
  const [first, second] = [sealer.seal('same', 'context'), sealer.seal('same', 'context')];
  assert.notEqual(first, second);
  assert.notEqual(first.split('.')[3], second.split('.')[3]);
});

test('a blind index is the same for the same text and context, and for nothing else', () => {
  fc.assert(
    fc.property(anyText, anyText, anyText, anyText, (text, context, text2, context2) => {
      const index = sealer.blindIndex(text, context);
      assert.equal(sealer.blindIndex(text, context), index);
      const other = sealer.blindIndex(text2, context2);
      assert.equal(other === index, text === text2 && context === context2);
    }),
  );
  // The border between context and text counts too.
  assert.notEqual(sealer.blindIndex('bc', 'a'), sealer.blindIndex('c', 'ab'));
  assert.notEqual(new Sealer(`${masterKey}!`).blindIndex('a', 'b'), sealer.blindIndex('a', 'b'));
});

test('a short master key is refused', () => {
  assert.throws(() => new Sealer('x'.repeat(31)), /fewer than 32/);
});
