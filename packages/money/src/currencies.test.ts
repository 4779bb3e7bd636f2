import assert from 'node:assert/strict';
import { test } from 'node:test';
import { currencyCodes, exponentOf, isCurrency } from './currencies.ts';

// ISO 4217's minor units, for each currency that does not have the usual two decimals.
const unusual: Readonly<Record<string, readonly string[]>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '),
  3: 'BHD IQD JOD KWD LYD OMR TND'.split(' '),
  4: 'CLF UYW'.split(' '),
};

test('every currency has the decimals that ISO 4217 gives it', () => {
  for (const code of currencyCodes) {
    const [decimals] = Object.entries(unusual).find(([, codes]) => codes.includes(code)) ?? ['2'];
    assert.equal(exponentOf(code), Number(decimals), code);
  }
});

test('no unusual currency is missing', () => {
  for (const code of Object.values(unusual).flat()) assert.ok(isCurrency(code), code);
});

test('where Intl writes prices with fewer decimals, ISO 4217 is followed', () => {
  const shortened = 'AFN ALL COP HUF IDR IRR KPW LAK LBP MGA MMK MRU PKR SOS SYP YER'.split(' ');
  for (const code of shortened) assert.equal(exponentOf(code), 2, code);
  assert.equal(exponentOf('IQD'), 3);
});

test('only upper-case ISO 4217 codes are currencies', () => {
  for (const code of ['EUR', 'USD', 'MGA', 'XCG']) assert.equal(isCurrency(code), true, code);
  for (const code of ['eur', 'EURO', '', 'XXX', 'XAU', 'BTC', 'default', 'constructor']) {
    assert.equal(isCurrency(code), false, code);
    assert.throws(() => exponentOf(code), { name: 'MoneyError', code: 'UNKNOWN_CURRENCY' });
  }
});
