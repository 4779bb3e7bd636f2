import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { detectDecimalSeparator, readAmount } from './amounts.ts';
import { type DateOrder, detectDateOrder, readDate } from './dates.ts';

const amountTable: [cell: string, separator: '.' | ',', read: string | null][] = [
  ['1,23,456.78', '.', '123456.78'],
  ['1.234,56 €', ',', '1234.56'],
  ["CHF 1'234.50", '.', '1234.50'],
  ['1 234,50', ',', '1234.50'],
  ['(85.00)', '.', '-85.00'],
  ['12.50-', '.', '-12.50'],
  ['−7.00', '.', '-7.00'],
  ['£500.00', '.', '500.00'],
  ['-£5', '.', '-5'],
  ['5,000.00 CR', '.', '5000.00'],
  ['5,000.00 DR', '.', '-5000.00'],
  ['+3.00', '.', '3.00'],
  ['.50', '.', '0.50'],
  ['1,2.00', '.', null],
  ['1.2.3', '.', null],
  ['12/31/2026', '.', null],
  ['abc', '.', null],
  ['', '.', null],
];

for (const [cell, separator, expected] of amountTable) {
  test(`the amount "${cell}" reads as ${expected}`, () => {
    assert.equal(readAmount(cell, separator), expected);
  });
}

test('whatever style an amount is written in, it reads back exactly', () => {
  const style = fc.constantFrom(
    { locale: 'en-US', separator: '.' as const },
    { locale: 'de-DE', separator: ',' as const },
    { locale: 'fr-FR', separator: ',' as const },
    { locale: 'de-CH', separator: '.' as const },
    { locale: 'en-IN', separator: '.' as const },
  );
  fc.assert(
    fc.property(fc.integer({ min: -1e11, max: 1e11 }), style, (minor, { locale, separator }) => {
      const expected = (minor / 100).toFixed(2);
      const text = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(
        Number(expected),
      );
      assert.equal(Number(readAmount(text, separator)), Number(expected), text);
    }),
  );
});

test('a cell made to keep the patterns busy is no amount, and that is known at once', () => {
  // A billion steps and more before lengths were bounded; the runner's time-out tells.
  for (const cell of [
    `1${' '.repeat(5_000)}x`,
    `EUR${' '.repeat(200_000)}x`,
    `1${' 1'.repeat(50_000)}x`,
  ]) {
    assert.equal(readAmount(cell, '.'), null);
  }
  const dots = `${'.'.repeat(300_000)}x1`;
  assert.equal(detectDecimalSeparator([dots, '1,50']), ',');
  assert.equal(readDate(`2026 1 ${'x'.repeat(300_000)}1`, 'YEAR_MONTH_DAY'), null);
});

test('many spaces inside an amount are one', () => {
  assert.equal(readAmount(`EUR${' '.repeat(60)}-12.50`, '.'), '-12.50');
});

const dateTable: [cell: string, order: DateOrder, read: string | null][] = [
  ['31/12/26', 'DAY_MONTH_YEAR', '2026-12-31'],
  ['12-31-2026', 'MONTH_DAY_YEAR', '2026-12-31'],
  ['2026-12-31', 'DAY_MONTH_YEAR', '2026-12-31'],
  ['2026-12-31T23:59:59Z', 'DAY_MONTH_YEAR', '2026-12-31'],
  ['2026-12-31 10:00', 'DAY_MONTH_YEAR', '2026-12-31'],
  ['20261231120000[0:GMT]', 'DAY_MONTH_YEAR', '2026-12-31'],
  ['20261231', 'DAY_MONTH_YEAR', '2026-12-31'],
  ['7 Nov 2026', 'DAY_MONTH_YEAR', '2026-11-07'],
  ['Nov 7, 2026', 'DAY_MONTH_YEAR', '2026-11-07'],
  ['1. März 2026', 'DAY_MONTH_YEAR', '2026-03-01'],
  ['3 févr. 2026', 'DAY_MONTH_YEAR', '2026-02-03'],
  ['05.06.99', 'DAY_MONTH_YEAR', '1999-06-05'],
  ['29/02/2026', 'DAY_MONTH_YEAR', null],
  ['13/13/2026', 'DAY_MONTH_YEAR', null],
  ['ma 2026 3', 'DAY_MONTH_YEAR', null],
  ['Total', 'DAY_MONTH_YEAR', null],
];

for (const [cell, order, expected] of dateTable) {
  test(`the date "${cell}" reads as ${expected}`, () => {
    assert.equal(readDate(cell, order), expected);
  });
}

const orderTable: [cells: string[], order: DateOrder | null][] = [
  [['2026-11-10', '2026-11-11'], 'YEAR_MONTH_DAY'],
  [['20261110', '', 'total'], 'YEAR_MONTH_DAY'],
  [['2026/11/10 08:15', '2026-11-11T08:15:00Z'], 'YEAR_MONTH_DAY'],
  [['2026-11-10', '25/11/2026'], 'DAY_MONTH_YEAR'],
  [['2026-11-10', '11/25/2026'], 'MONTH_DAY_YEAR'],
  [['01/11/2026', '02/11/2026'], 'DAY_MONTH_YEAR'],
  [['total', ''], null],
];

for (const [cells, expected] of orderTable) {
  test(`dates like ${cells.join(' and ')} are in the order ${expected}`, () => {
    assert.equal(detectDateOrder(cells), expected);
  });
}
