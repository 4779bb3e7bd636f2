import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { addDays, compareDates, daysBetween, parseDate, weekdayOf, yearMonthOf } from './dates.ts';

const dates = fc
  .integer({ min: 0, max: daysBetween('0001-01-01', '9999-12-31') })
  .map((days) => Temporal.PlainDate.from('0001-01-01').add({ days }).toString());

test('only real days, fully written, are dates', () => {
  for (const text of ['2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31', '2023-04-30']) {
    assert.equal(parseDate(text), text);
  }
  const refused = [
    '2023-02-29',
    '1900-02-29',
    '2024-02-30',
    '2023-04-31',
    '2023-13-01',
    '2023-00-10',
  ];
  refused.push('2023-01-00', '2023-01-32', '0000-01-01', '10000-01-01', '-2023-01-01', '2023-1-1');
  refused.push(
    '',
    ' 2023-01-01',
    '2023-01-01\n',
    '2023-01-01T00:00:00Z',
    '20230101',
    '２023-01-01',
  );
  for (const text of refused) {
    assert.throws(() => parseDate(text), { name: 'CalendarError', code: 'INVALID_DATE' }, text);
  }
});

function digits(max: number, width: number): fc.Arbitrary<string> {
  return fc.integer({ min: 0, max }).map((value) => String(value).padStart(width, '0'));
}

test('every text of that shape is a date exactly when Temporal says so', () => {
  fc.assert(
    fc.property(digits(9999, 4), digits(14, 2), digits(33, 2), (year, month, day) => {
      const text = `${year}-${month}-${day}`;
      const real = year !== '0000' && isPlainDate(text);
      if (real) assert.equal(parseDate(text), text);
      else assert.throws(() => parseDate(text), { code: 'INVALID_DATE' }, text);
    }),
    { numRuns: 1000 },
  );
});

function isPlainDate(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}

test('days are counted as Temporal counts them', () => {
  fc.assert(
    fc.property(dates, dates, (from, to) => {
      const days = Temporal.PlainDate.from(from).until(to, { largestUnit: 'day' }).days;
      assert.equal(daysBetween(from, to), days);
      assert.equal(addDays(from, days), to);
      assert.equal(weekdayOf(from), Temporal.PlainDate.from(from).dayOfWeek);
      assert.equal(compareDates(from, to), Temporal.PlainDate.compare(from, to));
    }),
    { numRuns: 500 },
  );
});

test('leap days come every 4 years, but for centuries that 400 does not divide', () => {
  assert.equal(addDays('2024-02-28', 1), '2024-02-29');
  assert.equal(addDays('2023-02-28', 1), '2023-03-01');
  assert.equal(addDays('2000-02-28', 1), '2000-02-29');
  assert.equal(addDays('1900-02-28', 1), '1900-03-01');
  assert.equal(addDays('2024-03-01', -1), '2024-02-29');
  assert.equal(daysBetween('2024-01-01', '2025-01-01'), 366);
  assert.equal(daysBetween('2025-01-01', '2024-01-01'), -366);
});

test('the calendar ends with the years 1 and 9999', () => {
  assert.throws(() => addDays('9999-12-31', 1), { code: 'DATE_OUT_OF_RANGE' });
  assert.throws(() => addDays('0001-01-01', -1), { code: 'DATE_OUT_OF_RANGE' });
  assert.throws(() => addDays('2024-01-01', Number.NaN), { code: 'DATE_OUT_OF_RANGE' });
});

test('a date names its month', () => {
  assert.equal(yearMonthOf('2024-02-29'), '2024-02');
});
