import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { currencyCodes } from './currencies.ts';
import {
  abs,
  add,
  compare,
  exponentOf,
  formatDecimal,
  fromWire,
  isNegative,
  isPositive,
  isZero,
  LARGEST_ENTERED_MINOR_UNITS,
  LARGEST_MINOR_UNITS,
  money,
  negate,
  parseDecimal,
  percentOf,
  subtract,
  sum,
  toWire,
  zero,
} from './money.ts';

const currencies = fc.constantFrom(...currencyCodes);
const entered = fc.bigInt({
  min: -LARGEST_ENTERED_MINOR_UNITS,
  max: LARGEST_ENTERED_MINOR_UNITS,
});
const euros = entered.map((minorUnits) => money(minorUnits, 'EUR'));

test('a decimal is read exactly', () => {
  const readings: [string, string, bigint][] = [
    ['-1234.50', 'USD', -123450n],
    ['1234.5', 'USD', 123450n],
    ['1234', 'USD', 123400n],
    ['0.07', 'USD', 7n],
    ['-0', 'USD', 0n],
    ['000000000000000000000001.00', 'USD', 100n],
    ['1234', 'JPY', 1234n],
    ['1.234', 'KWD', 1234n],
    ['1.2345', 'CLF', 12345n],
    ['2.50', 'MGA', 250n],
    ['9007199254740.99', 'EUR', 900719925474099n],
  ];
  for (const [text, currency, minorUnits] of readings) {
    assert.deepEqual(parseDecimal(text, currency), { minorUnits, currency }, text);
  }
});

test('what is not a decimal of the currency is refused with its reason', () => {
  const refusals: [string, string, string][] = [
    ...[
      '',
      '-',
      '.',
      '1.',
      '.5',
      '+1',
      '--1',
      '1e3',
      '0x1',
      '1,5',
      '1 000',
      ' 1',
      '1\n',
      '١',
      'NaN',
    ].map((text): [string, string, string] => [text, 'EUR', 'INVALID_AMOUNT']),
    ['1.005', 'EUR', 'TOO_MANY_DECIMALS'],
    ['1.000', 'EUR', 'TOO_MANY_DECIMALS'],
    ['1.0', 'JPY', 'TOO_MANY_DECIMALS'],
    ['1.2345', 'KWD', 'TOO_MANY_DECIMALS'],
    ['10000000000000.01', 'EUR', 'AMOUNT_OUT_OF_RANGE'],
    ['-10000000000000.01', 'EUR', 'AMOUNT_OUT_OF_RANGE'],
    ['1000000000000001', 'JPY', 'AMOUNT_OUT_OF_RANGE'],
    ['9'.repeat(1_000_000), 'EUR', 'AMOUNT_OUT_OF_RANGE'],
    ['1', 'XXX', 'UNKNOWN_CURRENCY'],
    ['1', 'eur', 'UNKNOWN_CURRENCY'],
  ];
  for (const [text, currency, code] of refusals) {
    assert.throws(() => parseDecimal(text, currency), { name: 'MoneyError', code }, text);
  }
});

test('the largest amounts that may be entered are read', () => {
  assert.equal(parseDecimal('10000000000000.00', 'EUR').minorUnits, LARGEST_ENTERED_MINOR_UNITS);
  assert.equal(parseDecimal('-10000000000000', 'EUR').minorUnits, -LARGEST_ENTERED_MINOR_UNITS);
});

test('in every currency, reading what was written gives the same amount', () => {
  fc.assert(
    fc.property(entered, currencies, (minorUnits, currency) => {
      const amount = money(minorUnits, currency);
      const text = formatDecimal(amount);
      assert.deepEqual(parseDecimal(text, currency), amount);
      assert.equal(text.split('.')[1]?.length ?? 0, exponentOf(currency));
    }),
    { numRuns: 1000 },
  );
});

test('an amount is written with all decimals and a leading zero', () => {
  assert.equal(formatDecimal(money(-123450n, 'USD')), '-1234.50');
  assert.equal(formatDecimal(money(-5n, 'USD')), '-0.05');
  assert.equal(formatDecimal(money(1234n, 'JPY')), '1234');
  assert.equal(formatDecimal(money(1234n, 'KWD')), '1.234');
  assert.equal(formatDecimal(zero('CLF')), '0.0000');
});

test('sums and differences undo each other', () => {
  fc.assert(
    fc.property(euros, euros, (left, right) => {
      assert.deepEqual(subtract(add(left, right), right), left);
      assert.deepEqual(add(left, negate(right)), subtract(left, right));
      assert.equal(compare(left, right), -compare(right, left) + 0);
      assert.equal(compare(left, right) > 0, isPositive(subtract(left, right)));
      assert.equal(isNegative(abs(left)), false);
      assert.equal(isZero(subtract(left, left)), true);
    }),
  );
});

test('a list adds up in any order, also when it passes the bound on the way', () => {
  const largest = money(LARGEST_MINOR_UNITS, 'EUR');
  const one = money(1n, 'EUR');
  assert.deepEqual(sum([largest, one, negate(one)], 'EUR'), largest);
  assert.deepEqual(sum([], 'JPY'), zero('JPY'));
  assert.throws(() => sum([largest, one], 'EUR'), { code: 'AMOUNT_OUT_OF_RANGE' });
  assert.throws(() => sum([one, zero('USD')], 'EUR'), { code: 'CURRENCY_MISMATCH' });
});

test('currencies are never mixed, and results that cannot be kept are refused', () => {
  const [euro, dollar] = [money(1n, 'EUR'), money(1n, 'USD')];
  for (const reckon of [add, subtract, compare, percentOf]) {
    assert.throws(() => reckon(euro, dollar), { code: 'CURRENCY_MISMATCH' }, reckon.name);
  }
  const largest = money(LARGEST_MINOR_UNITS, 'EUR');
  assert.throws(() => add(largest, euro), { code: 'AMOUNT_OUT_OF_RANGE' });
  assert.throws(() => subtract(negate(largest), euro), { code: 'AMOUNT_OUT_OF_RANGE' });
  assert.throws(() => money(1n, 'EURO'), { code: 'UNKNOWN_CURRENCY' });
});

function percent(part: bigint, whole: bigint): number {
  return percentOf(money(part, 'EUR'), money(whole, 'EUR'));
}

test('a percentage is rounded down, so a budget is full only when it is', () => {
  assert.equal(percent(9999n, 10000n), 99);
  assert.equal(percent(10000n, 10000n), 100);
  assert.equal(percent(-1n, 3n), -34);
  assert.equal(percent(1n, -3n), -34);
  assert.equal(percent(-2n, -3n), 66);
  assert.equal(percent(0n, 5n), 0);
  assert.throws(() => percent(1n, 0n), { code: 'PERCENT_OF_ZERO' });
});

test('the percentage is the largest whole one that does not exceed the part', () => {
  const wholes = fc.bigInt({ min: 1n, max: LARGEST_ENTERED_MINOR_UNITS });
  const parts = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });
  fc.assert(
    fc.property(parts, wholes, (part, whole) => {
      const percents = BigInt(percent(part, whole));
      assert.ok(percents * whole <= part * 100n && part * 100n < (percents + 1n) * whole);
    }),
  );
});

test('money survives JSON', () => {
  fc.assert(
    fc.property(entered, currencies, (minorUnits, currency) => {
      const amount = money(minorUnits, currency);
      assert.deepEqual(fromWire(JSON.parse(JSON.stringify(toWire(amount)))), amount);
    }),
  );
});

test('money that was not written by toWire is refused', () => {
  for (const minorUnits of ['', '-0', '01', '1.0', '+1', '0x1', ' 1', '1n']) {
    assert.throws(() => fromWire({ minorUnits, currency: 'EUR' }), { code: 'INVALID_AMOUNT' });
  }
  for (const minorUnits of [(2n ** 63n).toString(), '9'.repeat(1_000_000)]) {
    assert.throws(() => fromWire({ minorUnits, currency: 'EUR' }), { code: 'AMOUNT_OUT_OF_RANGE' });
  }
  assert.throws(() => fromWire({ minorUnits: '1', currency: 'XXX' }), { code: 'UNKNOWN_CURRENCY' });
});
