import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { GraphQLError, type GraphQLScalarType, Kind, parseValue } from 'graphql';
import { scalars } from './scalars.ts';

const position = (text: string) => Buffer.from(text).toString('base64url');

const rows: {
  scalar: GraphQLScalarType;
  takes: [given: unknown, inside: unknown][];
  refuses: unknown[];
}[] = [
  {
    scalar: scalars.Date,
    takes: [
      ['2024-02-29', '2024-02-29'],
      ['0001-01-01', '0001-01-01'],
      ['9999-12-31', '9999-12-31'],
    ],
    refuses: [
      '2026-02-29',
      '2026-02-30',
      '2026-13-01',
      '0000-01-01',
      '26-01-01',
      '2026-1-1',
      '',
      20,
    ],
  },
  {
    scalar: scalars.DateTime,
    takes: [
      ['2026-03-01T09:30:00Z', '2026-03-01T09:30:00.000Z'],
      ['2026-03-01T09:30:00.5+02:00', '2026-03-01T07:30:00.500Z'],
    ],
    refuses: [
      '2026-03-01T09:30:00',
      '2026-03-01',
      '1',
      'March 1, 2026',
      '2026-02-30T00:00:00Z',
      '0000-01-01T00:00:00Z',
      '0001-01-01T00:00:00+14:00',
      '9999-12-31T23:59:59-14:00',
      '',
      0,
      1_772_000_000_000,
      true,
    ],
  },
  {
    scalar: scalars.BigInt,
    takes: [
      ['9223372036854775807', 9_223_372_036_854_775_807n],
      ['-9223372036854775808', -9_223_372_036_854_775_808n],
      ['-0', 0n],
      [12, 12n],
      [Number.MAX_SAFE_INTEGER, 9_007_199_254_740_991n],
    ],
    refuses: [
      '9223372036854775808',
      '-9223372036854775809',
      '1.0',
      '0x10',
      '1e3',
      '',
      ' 1',
      '１',
      1.5,
      2 ** 53,
      1e21,
      Number.NaN,
      true,
    ],
  },
  {
    scalar: scalars.Decimal,
    takes: [
      ['12.50', '12.50'],
      ['-0.000000001', '-0.000000001'],
      [12, '12'],
    ],
    refuses: [
      '1e3',
      '.5',
      '5.',
      '+1',
      '1,5',
      '',
      '1.0000000001',
      '1\n',
      '9'.repeat(19),
      12.5,
      2 ** 53,
      Number.POSITIVE_INFINITY,
      false,
    ],
  },
  {
    scalar: scalars.CurrencyCode,
    takes: [['KWD', 'KWD']],
    refuses: ['kwd', 'EURO', '', '__proto__', 7],
  },
  {
    scalar: scalars.Cursor,
    takes: [['WyJhIl0', 'WyJhIl0']],
    refuses: ['', 'a b', 'a\u0000', 'a'.repeat(513), 7],
  },
  {
    scalar: scalars.Position,
    takes: [[position('p:42'), 42n]],
    refuses: [position('p:-1'), position('q:1'), position(`p:${'9'.repeat(19)}`), '42', '', 42],
  },
];

const refusal = (name: string) => (error: unknown) => {
  assert.ok(error instanceof GraphQLError);
  assert.equal(error.extensions['code'], 'BAD_USER_INPUT');
  assert.match(error.message, new RegExp(`^${name} must be `));
  return true;
};

for (const { scalar, takes, refuses } of rows) {
  test(`${scalar.name} takes what it names, as a variable and in the document`, () => {
    for (const [given, inside] of takes) {
      assert.equal(scalar.parseValue(given), inside);
      assert.equal(scalar.parseLiteral(parseValue(JSON.stringify(given))), inside);
    }
  });

  test(`${scalar.name} refuses everything else and says what it must be`, () => {
    const others = [null, undefined, {}, [], [takes[0]![0]]];
    for (const given of [...refuses, ...others]) {
      const shown = JSON.stringify(given);
      assert.throws(() => scalar.parseValue(given), refusal(scalar.name), `took ${shown}`);
    }
    for (const given of refuses.filter((one) => typeof one === 'string')) {
      const literal = { kind: Kind.STRING, value: given } as const;
      assert.throws(() => scalar.parseLiteral(literal), refusal(scalar.name), `took ${given}`);
    }
    const float = { kind: Kind.FLOAT, value: '12.5' } as const;
    assert.throws(() => scalar.parseLiteral(float), refusal(scalar.name));
  });
}

test('what goes out as BigInt, Position or DateTime comes in as the same', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      assert.equal(scalars.BigInt.parseValue(scalars.BigInt.serialize(value)), value);
    }),
  );
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), (value) => {
      assert.equal(scalars.Position.parseValue(scalars.Position.serialize(value)), value);
    }),
  );
  const [min, max] = [new Date('0001-01-01T00:00:00Z'), new Date('9999-12-31T23:59:59Z')];
  fc.assert(
    fc.property(fc.date({ min, max, noInvalidDate: true }), (value) => {
      const text = scalars.DateTime.serialize(value);
      assert.equal(text, value.toISOString());
      assert.equal(scalars.DateTime.parseValue(text), text);
    }),
  );
});

test('a result that has lost its exactness fails instead of going out', () => {
  for (const value of [0.1, 2 ** 53, Number.NaN]) {
    assert.throws(() => scalars.Decimal.serialize(value), TypeError);
    assert.throws(() => scalars.BigInt.serialize(value), TypeError);
  }
  for (const value of ['', true, null, '1.5']) {
    assert.throws(() => scalars.BigInt.serialize(value), TypeError);
  }
  assert.throws(() => scalars.DateTime.serialize('yesterday'), RangeError);
});
