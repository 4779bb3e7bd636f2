import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { z } from 'zod';
import { currency, displayName, firstDayOfWeek, locale, timeZone } from './person-rules.ts';

const rows: {
  what: string;
  rule: z.ZodType;
  takes: [given: unknown, kept: unknown][];
  refuses: unknown[];
}[] = [
  {
    what: 'a display name',
    rule: displayName,
    takes: [
      ['  Ana  ', 'Ana'],
      ['Zoë 👩‍👩‍👧', 'Zoë 👩‍👩‍👧'],
      ['😀'.repeat(80), '😀'.repeat(80)],
    ],
    refuses: ['', '   ', 'a'.repeat(81), 'a\nb', 'a\u0000b', 'a\u2028b', '\ud800', 7],
  },
  {
    what: 'a currency',
    rule: currency,
    takes: [['KWD', 'KWD']],
    refuses: ['eur', 'EURO', 'ZZZ', '', '__proto__'],
  },
  {
    what: 'a locale',
    rule: locale,
    takes: [
      ['en-gb', 'en-GB'],
      ['zh-hant-tw', 'zh-Hant-TW'],
    ],
    refuses: ['', 'english please', 'e', 'en_GB', `en${'-abcdefgh'.repeat(9)}`, '\u0000'],
  },
  {
    what: 'a time zone',
    rule: timeZone,
    takes: [
      ['europe/berlin', 'Europe/Berlin'],
      ['UTC', 'UTC'],
      ['US/Pacific', 'US/Pacific'],
    ],
    refuses: ['', '+02:00', 'Europe/Nowhere', '2024-01-01T00:00Z[UTC]', 'a'.repeat(1000)],
  },
  {
    what: 'a weekday',
    rule: firstDayOfWeek,
    takes: [
      [1, 1],
      [7, 7],
    ],
    refuses: [0, 8, 1.5, '1', Number.NaN],
  },
];

for (const { what, rule, takes, refuses } of rows) {
  test(`${what}: good ones are kept, wrong ones refused with one message`, () => {
    for (const [given, kept] of takes) assert.equal(rule.parse(given), kept);
    for (const given of refuses) {
      const { success, error } = rule.safeParse(given);
      assert.ok(!success, `took ${JSON.stringify(given)}`);
      assert.equal(error.issues.length, 1, `said more than one thing of ${JSON.stringify(given)}`);
    }
  });
}
