import { type CalendarDate, daysBetween, parseDate } from '@outlay/calendar/calendar.ts';

/** The order in which a date is written; the GraphQL enum of that name. */
export type DateOrder = 'DAY_MONTH_YEAR' | 'MONTH_DAY_YEAR' | 'YEAR_MONTH_DAY';

const orders: readonly DateOrder[] = ['DAY_MONTH_YEAR', 'MONTH_DAY_YEAR', 'YEAR_MONTH_DAY'];

/** Languages whose month names are understood, besides numbers. */
const languages = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'nl',
  'pt',
  'pl',
  'sv',
  'da',
  'nb',
  'fi',
  'cs',
  'tr',
];

const monthNames: ReadonlyMap<string, number> = new Map(
  languages.flatMap((language) =>
    (['long', 'short'] as const).flatMap((month) => {
      const format = new Intl.DateTimeFormat(language, { month, timeZone: 'UTC' });
      return Array.from({ length: 12 }, (_, index): [string, number] => [
        plain(format.format(Date.UTC(2026, index, 15))),
        index + 1,
      ]);
    }),
  ),
);

/** No bank writes a longer one, with weekday, time and zone; what is longer is text. */
const longestDate = 64;

/**
 * A date as banks write it: `31/12/26`, `2026-12-31`, `31 Dec 2026`, `Dec 31, 2026`, `20261231120000`.
 * A time behind it is passed over. Two-digit years from 70 are of the last century. Null for anything else.
 */
export function readDate(cell: string, order: DateOrder): CalendarDate | null {
  const text = cell.trim();
  if (text.length > longestDate) return null;
  const compact = /^(\d{4})(\d{2})(\d{2})(?:\d{6}(?:\.\d+)?(?:\[.*\])?)?$/.exec(text);
  if (compact) return toDate(compact[1], compact[2], compact[3]);
  const [first, second, third] = text.split(/[\s./,-]+|T(?=\d)/).filter(Boolean);
  if (!first || !second || !third) return null;
  if (!/\d/.test(first)) return toDate(third, monthOf(first), second);
  if (!/\d/.test(second)) {
    return first.length === 4
      ? toDate(first, monthOf(second), third)
      : toDate(third, monthOf(second), first);
  }
  if (first.length === 4) return toDate(first, second, third);
  if (order === 'MONTH_DAY_YEAR') return toDate(third, first, second);
  return order === 'DAY_MONTH_YEAR' ? toDate(third, second, first) : toDate(first, second, third);
}

/**
 * The order in which most of the cells are dates. Where several read all of them (`01/02/26`, `02/02/26`),
 * the one that puts them closest together, since a statement covers weeks rather than years; the day
 * first where even that is a tie. Where all begin with the year, no order would misread them, and it is told
 * as what it is.
 */
export function detectDateOrder(cells: readonly string[]): DateOrder | null {
  const ranked = orders
    .map((order, rank) => {
      const dates = cells.map((cell) => readDate(cell, order)).filter((date) => date !== null);
      return { order, rank, read: dates.length, span: spanOf(dates) };
    })
    .filter(({ read }) => read > 0)
    .sort((a, b) => b.read - a.read || a.span - b.span || a.rank - b.rank);
  const order = ranked[0]?.order ?? null;
  const read = order ? cells.filter((cell) => readDate(cell, order)) : [];
  return read.length > 0 && read.every(beginsWithYear) ? 'YEAR_MONTH_DAY' : order;
}

/** Whether a cell is a date whichever way it is written. */
export function isDate(cell: string): boolean {
  return orders.some((order) => readDate(cell, order) !== null);
}

function beginsWithYear(cell: string): boolean {
  return /^\d{4}/.test(cell.trim());
}

function spanOf(dates: readonly CalendarDate[]): number {
  const sorted = [...dates].sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  return first && last ? daysBetween(first, last) : 0;
}

function toDate(
  year: string | undefined,
  month: string | number | null | undefined,
  day: string | undefined,
): CalendarDate | null {
  const yearText = year?.replace(/\D.*$/, '') ?? '';
  const dayText = day?.replace(/\D+$/, '') ?? '';
  if (!/^(\d{2}|\d{4})$/.test(yearText) || !/^\d{1,2}$/.test(dayText) || !month) return null;
  const short = Number(yearText) >= 70 ? `19${yearText}` : `20${yearText}`;
  const full = yearText.length === 2 ? short : yearText;
  try {
    return parseDate(`${full}-${String(month).padStart(2, '0')}-${dayText.padStart(2, '0')}`);
  } catch {
    return null;
  }
}

function monthOf(name: string): number | null {
  const wanted = plain(name);
  if (wanted.length < 3) return null;
  const exact = monthNames.get(wanted);
  if (exact) return exact;
  const found = new Set(
    [...monthNames].filter(([known]) => known.startsWith(wanted)).map(([, n]) => n),
  );
  return found.size === 1 ? ([...found][0] ?? null) : null;
}

/** Lower case, without accents or points: `Févr.` is `fevr`. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[^\p{L}]/gu, '')
    .toLowerCase();
}
