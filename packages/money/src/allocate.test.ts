import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { allocate, LARGEST_ENTERED_MINOR_UNITS, money, negate, sum } from './money.ts';

const amounts = fc
  .bigInt({ min: -LARGEST_ENTERED_MINOR_UNITS, max: LARGEST_ENTERED_MINOR_UNITS })
  .map((minorUnits) => money(minorUnits, 'EUR'));
const ratioLists = fc
  .array(fc.bigInt({ min: 0n, max: 10n ** 6n }), { minLength: 1, maxLength: 20 })
  .filter((ratios) => ratios.some((ratio) => ratio > 0n));

function sharesOf(minorUnits: bigint, ratios: readonly bigint[]): bigint[] {
  return allocate(money(minorUnits, 'EUR'), ratios).map((share) => share.minorUnits);
}

test('the largest remainders get what is left over; of equals, the first', () => {
  assert.deepEqual(sharesOf(100n, [1n, 1n, 1n]), [34n, 33n, 33n]);
  assert.deepEqual(sharesOf(-100n, [1n, 1n, 1n]), [-34n, -33n, -33n]);
  assert.deepEqual(sharesOf(5n, [3n, 7n]), [2n, 3n]);
  assert.deepEqual(sharesOf(10n, [1n, 2n, 4n]), [1n, 3n, 6n]);
  assert.deepEqual(sharesOf(7n, [0n, 1n, 0n]), [0n, 7n, 0n]);
  assert.deepEqual(sharesOf(0n, [1n, 2n]), [0n, 0n]);
});

test('shares add up to the whole, each less than one minor unit from its ideal', () => {
  fc.assert(
    fc.property(amounts, ratioLists, (amount, ratios) => {
      const shares = allocate(amount, ratios);
      assert.equal(shares.length, ratios.length);
      assert.deepEqual(sum(shares, 'EUR'), amount);
      const whole = ratios.reduce((total, ratio) => total + ratio);
      for (const [index, ratio] of ratios.entries()) {
        const off = (shares[index]?.minorUnits ?? 0n) * whole - amount.minorUnits * ratio;
        assert.ok(-whole < off && off < whole, `share ${index} is off by ${off}/${whole}`);
        if (ratio === 0n) assert.equal(shares[index]?.minorUnits, 0n);
      }
    }),
    { numRuns: 500 },
  );
});

test('no share that was rounded up lost less than one that was not', () => {
  fc.assert(
    fc.property(amounts, ratioLists, (amount, ratios) => {
      const whole = ratios.reduce((total, ratio) => total + ratio);
      const magnitude = amount.minorUnits < 0n ? -amount.minorUnits : amount.minorUnits;
      const shares = sharesOf(magnitude, ratios);
      const lost = ratios.map((ratio) => (magnitude * ratio) % whole);
      const up = ratios.map((ratio, index) => shares[index] !== (magnitude * ratio) / whole);
      for (const [a, favoured] of up.entries()) {
        for (const [b, alsoFavoured] of up.entries()) {
          if (!favoured || alsoFavoured) continue;
          const [first = 0n, second = 0n] = [lost[a], lost[b]];
          assert.ok(first > second || (first === second && a < b));
        }
      }
    }),
  );
});

test('what is owed is split as what is had', () => {
  fc.assert(
    fc.property(amounts, ratioLists, (amount, ratios) => {
      assert.deepEqual(allocate(negate(amount), ratios), allocate(amount, ratios).map(negate));
    }),
  );
});

test('ratios that share nothing out are refused', () => {
  for (const ratios of [[], [0n], [0n, 0n], [-1n], [2n, -1n]]) {
    assert.throws(() => sharesOf(1n, ratios), { name: 'MoneyError', code: 'INVALID_RATIOS' });
  }
});
