import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { GraphQLError } from 'graphql';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { scalars } from './scalars.ts';

test('a cursor gives back its parts, and the Cursor scalar takes it', () => {
  const parts = fc.array(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.bigInt()), {
    maxLength: 4,
  });
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), parts, (kind, given) => {
      const cursor = encodeCursor(kind, ...given);
      assert.deepEqual(decodeCursor(kind, cursor, given.length), given.map(String));
      if (cursor.length <= 512) assert.equal(scalars.Cursor.parseValue(cursor), cursor);
    }),
  );
});

test('a cursor of another kind, of another length or of no list is the client’s mistake', () => {
  const written = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const wrong = [
    encodeCursor('alerts', 1n),
    encodeCursor('expenses'),
    encodeCursor('expenses', 1, 2),
    ...[['expenses', 1], ['expenses', { toString: 1 }], ['expenses', null], 'expenses', null].map(
      written,
    ),
    '',
    'not a cursor',
  ];
  for (const cursor of wrong) {
    assert.throws(
      () => decodeCursor('expenses', cursor, 1),
      (error) => error instanceof GraphQLError && error.extensions['code'] === 'BAD_USER_INPUT',
      cursor,
    );
  }
});

test('any text at all either decodes or is refused the same way', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      try {
        decodeCursor('expenses', text, 1);
      } catch (error) {
        assert.ok(error instanceof GraphQLError);
      }
    }),
  );
});
