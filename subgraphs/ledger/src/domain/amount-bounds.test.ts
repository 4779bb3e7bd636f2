import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { exponentOf } from '@outlay/money/currencies.ts';
import { amountBounds } from './amount-bounds.ts';

test('bounds between two minor units are drawn inwards, per currency', () => {
  const bounds = amountBounds({ min: '0.005', max: '1.5' }, ['EUR', 'JPY', 'KWD']);
  assert.deepEqual(bounds, [
    { currency: 'EUR', min: 1n, max: 150n },
    { currency: 'JPY', min: 1n, max: 1n },
    { currency: 'KWD', min: 5n, max: 1500n },
  ]);
});

test('an open side, and bounds beyond what can be stored', () => {
  const [open] = amountBounds({ min: '1' }, ['EUR']);
  assert.deepEqual(open, { currency: 'EUR', min: 100n, max: 2n ** 63n - 1n });
  const far = { min: '-999999999999999999', max: '999999999999999999' };
  const [kwd] = amountBounds(far, ['KWD']);
  assert.deepEqual(kwd, { currency: 'KWD', min: -(2n ** 63n - 1n), max: 2n ** 63n - 1n });
});

test('a bound holds exactly what an exact comparison holds', () => {
  const decimals = fc
    .tuple(fc.integer({ min: -9999, max: 9999 }), fc.nat({ max: 999_999 }))
    .map(([whole, rest]) => `${whole}.${String(rest).padStart(6, '0')}`);
  fc.assert(
    fc.property(
      decimals,
      fc.constantFrom('JPY', 'EUR', 'KWD'),
      fc.bigInt({ min: -10_000_000n, max: 10_000_000n }),
      (text, currency, minor) => {
        // Both in millionths.
        const amount = minor * 10n ** BigInt(6 - exponentOf(currency));
        const bound = BigInt(text.replace('.', ''));
        const [atLeast] = amountBounds({ min: text }, [currency]);
        const [atMost] = amountBounds({ max: text }, [currency]);
        assert.equal(minor >= (atLeast?.min ?? 0n), amount >= bound);
        assert.equal(minor <= (atMost?.max ?? 0n), amount <= bound);
      },
    ),
  );
});
