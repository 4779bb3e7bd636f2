import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { addDays } from './dates.ts';
import { isTimeZone, startOfDay, today } from './zones.ts';

// Halves of an hour (Lord Howe), of offsets (Kathmandu), midnight jumped over or met twice (São
// Paulo, Beirut, Havana), a day left out (Apia, Kwajalein), the far ends of the day (Kiritimati,
// Pago Pago).
const zones = (
  'UTC Europe/Berlin Europe/London America/New_York America/Sao_Paulo America/Havana ' +
  'Asia/Beirut Asia/Kathmandu Asia/Kolkata Asia/Tehran Africa/Cairo Africa/Casablanca ' +
  'Australia/Lord_Howe Pacific/Apia Pacific/Kwajalein Pacific/Kiritimati Pacific/Pago_Pago'
).split(' ');
const hourMs = 3_600_000;
const range = { min: Date.parse('1970-01-02'), max: Date.parse('2037-12-30') };

/** Instants anywhere, half of them within two hours of a change of the zone's clocks. */
const moments = fc
  .record({
    zone: fc.constantFrom(...zones),
    epochMs: fc.integer(range),
    nearMs: fc.option(fc.integer({ min: -2 * hourMs, max: 2 * hourMs })),
  })
  .map(({ zone, epochMs, nearMs }) => {
    const there = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone);
    const change = nearMs === null ? null : there.getTimeZoneTransition('next');
    return { zone, instant: new Date(change ? change.epochMilliseconds + (nearMs ?? 0) : epochMs) };
  });

/** The date that the runtime's own clock face shows: the oracle, as it shares no code with ours. */
function shownDate(instant: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(instant);
}

test('today is the date that the clock face shows', () => {
  fc.assert(
    fc.property(moments, ({ zone, instant }) => {
      assert.equal(today(instant, zone), shownDate(instant, zone));
      assert.equal(today(instant.toISOString(), zone), shownDate(instant, zone));
    }),
    { numRuns: 500 },
  );
});

test('every instant lies between the start of its day and the start of the next', () => {
  fc.assert(
    fc.property(moments, ({ zone, instant }) => {
      const date = today(instant, zone);
      const start = startOfDay(date, zone);
      assert.ok(start <= instant && instant < startOfDay(addDays(date, 1), zone));
      assert.equal(shownDate(start, zone), date);
      assert.notEqual(shownDate(new Date(start.getTime() - 1), zone), date);
    }),
    { numRuns: 500 },
  );
});

test('days around a change of clocks start when the wall says so', () => {
  const starts: [string, string, string][] = [
    // Spring and autumn change during the day: 23 and 25 hours long.
    ['Europe/Berlin', '2024-03-31', '2024-03-30T23:00:00Z'],
    ['Europe/Berlin', '2024-04-01', '2024-03-31T22:00:00Z'],
    ['Europe/Berlin', '2024-10-27', '2024-10-26T22:00:00Z'],
    ['Europe/Berlin', '2024-10-28', '2024-10-27T23:00:00Z'],
    // Midnight is jumped over: the day starts at 01:00.
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00Z'],
    ['Asia/Beirut', '2024-03-31', '2024-03-30T22:00:00Z'],
    // The jump starts before midnight (23:30 becomes 00:30), so the day starts in mid-jump.
    ['America/Toronto', '1919-03-31', '1919-03-31T04:30:00Z'],
    // Midnight comes twice (01:00 is put back to 00:00): the first one counts.
    ['America/Havana', '2024-11-03', '2024-11-03T04:00:00Z'],
    // The last hour of the 17th comes twice (00:00 is put back to 23:00).
    ['America/Sao_Paulo', '2018-02-18', '2018-02-18T03:00:00Z'],
  ];
  for (const [zone, date, instant] of starts) {
    assert.equal(startOfDay(date, zone).toISOString(), new Date(instant).toISOString(), date);
  }
});

test('a day that the zone left out has no length', () => {
  const skip = new Date('2011-12-30T10:00:00Z');
  assert.deepEqual(startOfDay('2011-12-30', 'Pacific/Apia'), skip);
  assert.deepEqual(startOfDay('2011-12-31', 'Pacific/Apia'), skip);
  assert.equal(today(skip, 'Pacific/Apia'), '2011-12-31');
  assert.equal(today(new Date(skip.getTime() - 1), 'Pacific/Apia'), '2011-12-29');
});

test('where clocks were put back past midnight, an hour of the day before came again', () => {
  const again = '2010-11-07T02:45:00Z';
  assert.equal(today(again, 'America/St_Johns'), '2010-11-06');
  assert.ok(startOfDay('2010-11-07', 'America/St_Johns') < new Date(again));
});

test('only names of places are time zones', () => {
  for (const zone of [...zones, 'Etc/GMT+1', 'America/Argentina/Ushuaia', 'europe/berlin']) {
    assert.equal(isTimeZone(zone), true, zone);
  }
  const refused = [
    '',
    '+02:00',
    '-05',
    'Europe/Nowhere',
    'Mars',
    'Europe/Berlin ',
    '../etc/passwd',
  ];
  refused.push('2020-01-01T00:00Z[Europe/Berlin]', 'Europe/Berlin[u-ca=iso8601]');
  for (const zone of refused) {
    assert.equal(isTimeZone(zone), false, zone);
    const unknown = { name: 'CalendarError', code: 'UNKNOWN_TIME_ZONE' };
    assert.throws(() => today(new Date(0), zone), unknown);
    assert.throws(() => startOfDay('2024-01-01', zone), unknown);
  }
});

test('an instant needs its offset, and a date must be one', () => {
  assert.equal(today('2024-01-01T00:30:00+01:00', 'UTC'), '2023-12-31');
  for (const instant of ['', '2024-01-01', '2024-01-01T00:00:00', 'now', new Date(Number.NaN)]) {
    assert.throws(() => today(instant, 'UTC'), { code: 'INVALID_INSTANT' });
  }
  assert.throws(() => today('-002000-01-01T00:00:00Z', 'UTC'), { code: 'DATE_OUT_OF_RANGE' });
  assert.throws(() => startOfDay('2023-02-29', 'UTC'), { code: 'INVALID_DATE' });
});
