import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from '../settings.ts';
import { codeFor, compilePatterns } from './patterns.ts';
import { wordsOf } from './words.ts';

test('words are letters and digits in a row, small and without accents, in any script', () => {
  assert.deepEqual(wordsOf("L'Été — 2×Crème brûlée!"), ['l', 'ete', '2', 'creme', 'brulee']);
  assert.deepEqual(wordsOf('バス 東京 ÅNGSTRÖM ﬁne'), ['ハス', '東京', 'angstrom', 'fine']);
  assert.deepEqual(wordsOf('... \u0000 %'), []);
  assert.equal(wordsOf('x'.repeat(500))[0]?.length, 40);
  assert.equal(wordsOf('a '.repeat(250)).length, 64);
});

const patterns = compilePatterns({
  fallback: { EXPENSE: 'other', INCOME: 'other-income' },
  patterns: [
    { category: 'transport', kind: 'EXPENSE', phrases: ['uber', 'bus'] },
    { category: 'eating-out', kind: 'EXPENSE', phrases: ['uber eats', 'restaurant*', 'café'] },
    { category: 'salary', kind: 'INCOME', phrases: ['bus'] },
  ],
});
const find = (text: string) => codeFor(patterns, text, 'EXPENSE');

test('a phrase stands for itself: whole words, in order, the longest first', () => {
  assert.equal(find('UBER *TRIP 4711'), 'transport');
  assert.equal(find('Uber Eats Berlin'), 'eating-out');
  assert.equal(find('eats uber'), 'transport');
  assert.equal(find('Restaurante El Sol'), 'eating-out');
  assert.equal(find('CAFE'), 'eating-out');
  assert.equal(find('business cards'), undefined, 'bus is not the beginning of a word');
  assert.equal(find(''), undefined);
});

test('phrases are of one kind', () => {
  assert.equal(codeFor(patterns, 'bus', 'INCOME'), 'salary');
  assert.equal(codeFor(patterns, 'uber', 'INCOME'), undefined);
});

test('the configured patterns find what people write', () => {
  const { patterns } = readSettings();
  const expected: Record<string, string> = {
    'Lunch with Ana': 'eating-out',
    'LIDL SAGT DANKE 1234': 'groceries',
    'Rent March': 'housing',
    'Netflix.com': 'subscriptions',
    'DB Vertrieb GmbH': 'transport',
    'Apple.com/bill': 'subscriptions',
  };
  for (const [text, code] of Object.entries(expected)) {
    assert.equal(codeFor(patterns, text, 'EXPENSE'), code, text);
  }
});
