import assert from 'node:assert/strict';
import { test } from 'node:test';
import { email, passwordOf } from './credentials.ts';

const password = passwordOf(12, 256);

test('an e-mail address is brought into one form', () => {
  assert.equal(email.parse('  Ana.Silva@Example.ORG '), 'ana.silva@example.org');
});

test('what is no e-mail address is refused with one message', () => {
  const wrong = [
    '',
    'ana',
    'ana@',
    '@example.org',
    'a b@example.org',
    'ana@example',
    'ana@e\u0000.org',
  ];
  // The Kelvin sign becomes an ordinary k in lower case; it must not become somebody else's address.
  const alike = ['\u212aen@example.org', 'ａna@example.org'];
  for (const address of [...wrong, ...alike, `${'a'.repeat(250)}@example.org`, 7]) {
    const { success, error } = email.safeParse(address);
    assert.ok(!success, `took ${address}`);
    assert.equal(error.issues.length, 1);
  }
});

test('a password has 12 to 256 characters, of any kind', () => {
  for (const good of ['a'.repeat(12), 'a'.repeat(256), '😀'.repeat(12), ' '.repeat(12)]) {
    assert.ok(password.safeParse(good).success, good);
  }
  for (const wrong of ['', 'a'.repeat(11), 'a'.repeat(257), '😀'.repeat(11), 'a'.repeat(1e6)]) {
    assert.ok(!password.safeParse(wrong).success, wrong.slice(0, 20));
  }
});

test('a password is the same from every keyboard', () => {
  assert.equal(password.parse('cafe\u0301 cafe\u0301 cafe'), password.parse('café café cafe'));
  assert.notEqual(password.parse('Correct Horse Battery'), password.parse('correct horse battery'));
});
