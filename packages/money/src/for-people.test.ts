import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { currencyCodes } from './currencies.ts';
import { formatForPeople } from './for-people.ts';
import { formatDecimal, money } from './money.ts';

/** ICU's spaces and minus signs vary with its release; what a person reads doesn't. */
function plain(text: string): string {
  return text
    .replaceAll(/\s/gu, ' ')
    .replaceAll('\u2212', '-')
    .replaceAll(/\p{Cf}/gu, '');
}

test('an amount reads as people of the locale write it', () => {
  assert.equal(plain(formatForPeople(money(123450n, 'EUR'), 'de-DE')), '1.234,50 €');
  assert.equal(plain(formatForPeople(money(-123450n, 'USD'), 'en-US')), '-$1,234.50');
  assert.equal(plain(formatForPeople(money(1234n, 'JPY'), 'en-US')), '¥1,234');
});

test('it has the decimals of ISO 4217 where Intl by itself would drop them', () => {
  assert.equal(plain(formatForPeople(money(1234567n, 'IQD'), 'en-US')), 'IQD 1,234.567');
  assert.equal(plain(formatForPeople(money(150n, 'HUF'), 'en-US')), 'HUF 1.50');
});

test('no digit is lost, whatever the currency and however large the amount', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n }),
      fc.constantFrom(...currencyCodes),
      (minorUnits, currency) => {
        const amount = money(minorUnits, currency);
        const digits = formatForPeople(amount, 'en-US').replaceAll(/\D/gu, '');
        assert.equal(digits, formatDecimal(amount).replaceAll(/\D/gu, ''));
      },
    ),
  );
});

test('a text that is no language tag is refused', () => {
  for (const locale of ['', 'not a locale', 'de_DE!']) {
    assert.throws(() => formatForPeople(money(1n, 'EUR'), locale), { code: 'INVALID_LOCALE' });
  }
});
