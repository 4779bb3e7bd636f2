import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { withoutPrivateText, withoutValue } from './without-private-text.ts';

describe('a message is told without', () => {
  const cases: [what: string, text: string, told: string][] = [
    [
      'the credentials of an address',
      'connect ECONNREFUSED postgres://outlay:hunter2@db:5432/auth after 3 tries',
      'connect ECONNREFUSED postgres://[secret]@db:5432/auth after 3 tries',
    ],
    ['a key without a user', 'redis://:hunter2@cache', 'redis://[secret]@cache'],
    [
      'a token in a header',
      'sent Authorization: Bearer abc.def-_~',
      'sent Authorization: Bearer [secret]',
    ],
    ['a token by itself', 'got eyJhbGciOi.eyJzdWIi.c2ln, why', 'got [secret], why'],
    ['what is named a secret', 'password=hunter2&user=a', 'password=[secret]&user=a'],
    ['the same in JSON', '{"apiKey": "hunter 2", "a": 1}', '{"apiKey": [secret], "a": 1}'],
    [
      'an address of a person',
      'no such person: ada.l+x@mail.example.com!',
      'no such person: [address]!',
    ],
  ];
  for (const [what, text, told] of cases) {
    test(what, () => assert.equal(withoutPrivateText(text), told));
  }

  test('nothing else', () => {
    for (const text of [
      'connect ECONNREFUSED 127.0.0.1:5432',
      'GET http://ledger:4003/graphql answered 503',
      'duplicate key value violates unique constraint "people_email_key"',
      'the token is expired',
    ]) {
      assert.equal(withoutPrivateText(text), text);
    }
  });

  test('whatever is beyond 2,000 characters, in no time', () => {
    for (const part of ['a', 'a.', '://', 'password', 'eyJ.', 'bearer ', 'a@a']) {
      assert.ok(withoutPrivateText(part.repeat(1_000_000)).length < 10_000, part);
    }
  });
});

test('what graphql-js finds wrong is told without the value', () => {
  for (const [message, told] of [
    [
      'Int cannot represent non-integer value: "hunter2"',
      'Int cannot represent non-integer value.',
    ],
    ['Expected value of type "Int!", found {a: "hunter2"}.', 'Expected value of type "Int!".'],
    [
      'Value "hunter2" does not exist in "Kind" enum. Did you mean "A"?',
      'The enum "Kind" has no such value. Did you mean "A"?',
    ],
    [
      'Syntax Error: Expected Name, found String "hunter2".',
      'Syntax Error: Expected Name, found String.',
    ],
    ['Cannot query field "nam" on type "Person". Did you mean "name"?', null],
    ['Variable "$a" of type "String" used in position expecting type "Int".', null],
  ] as const) {
    assert.equal(withoutValue(message), told ?? message);
  }
});
