import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localeChain } from './locales.ts';

const cases: readonly [string, readonly string[]][] = [
  ['de', ['de']],
  ['de-at', ['de-AT', 'de']],
  ['zh-Hant-TW', ['zh-Hant-TW', 'zh-Hant', 'zh']],
  ['de-DE-u-co-phonebk', ['de-DE-u-co-phonebk', 'de-DE-u-co', 'de-DE', 'de']],
  ['no tag at all', []],
  ['../../etc', []],
  ['', []],
];

for (const [locale, chain] of cases) {
  test(`'${locale}' is looked for as ${chain.join(', ') || 'nothing'}`, () => {
    assert.deepEqual(localeChain(locale), chain);
  });
}
