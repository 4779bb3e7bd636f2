import { type Money, money, subtract } from '@outlay/money/money.ts';
import { formatForPeople } from '@outlay/money/for-people.ts';
import type { Crossing } from './alert.ts';

/** What a template for a title or body can say, each already written as people of the locale read it. */
export type AlertWords = {
  /** The budget's name, on one line. */
  readonly budget: string;
  readonly limit: string;
  readonly spent: string;
  /** What is left of the limit; null when nothing is. */
  readonly left: string | null;
  /** By how much the limit is exceeded; null when it isn't. */
  readonly over: string | null;
  /** What is spent in percent of the limit, rounded down: more than the threshold where one expense passed it. */
  readonly share: string;
  /** The threshold in percent of the limit. */
  readonly threshold: string;
  /** The budget's period: `March 2026`, `2026`, `2–8 March 2026`. */
  readonly period: string;
  /** The last day of it. */
  readonly periodEnd: string;
};

/** What a template for an e-mail can say. */
export type EmailWords = {
  readonly title: string;
  readonly body: string;
  /** How the person wants to be called; null when that isn't known. */
  readonly name: string | null;
  /** When the alert was raised, in the person's zone. */
  readonly when: string;
  /** BCP 47 tag of the text. */
  readonly language: string;
};

/** Throws what `formatForPeople` throws: for a currency that isn't one, or a locale that isn't one. */
export function alertWords(crossing: Crossing, locale: string): AlertWords {
  const { currency, period, threshold } = crossing;
  const limit = money(crossing.limit, currency);
  const spent = money(crossing.spent, currency);
  return {
    budget: onOneLine(crossing.budgetName),
    limit: formatForPeople(limit, locale),
    spent: formatForPeople(spent, locale),
    left: whenPositive(subtract(limit, spent), locale),
    over: whenPositive(subtract(spent, limit), locale),
    share: percentForPeople(Number((crossing.spent * 100n) / crossing.limit), locale),
    threshold: percentForPeople(threshold.percent, locale),
    period: periodForPeople(period, locale),
    periodEnd: dateFormat(locale, { day: 'numeric', month: 'long' }).format(noon(period.end)),
  };
}

export function emailWords(
  alert: { readonly title: string; readonly body: string; readonly raisedAt: Date },
  reader: { readonly name: string | null; readonly timeZone: string; readonly locale: string },
): EmailWords {
  const { name, locale, timeZone } = reader;
  return {
    title: alert.title,
    body: alert.body,
    name: name === null ? null : onOneLine(name),
    when: instantForPeople(alert.raisedAt, locale, timeZone),
    language: locale,
  };
}

/** Names come from people: a line break in one must not become a line of the message. */
export function onOneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

function percentForPeople(percent: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'percent' }).format(percent / 100);
}

function whenPositive(amount: Money, locale: string): string | null {
  return amount.minorUnits > 0n ? formatForPeople(amount, locale) : null;
}

function periodForPeople({ kind, start, end }: Crossing['period'], locale: string): string {
  if (kind === 'YEAR') return dateFormat(locale, { year: 'numeric' }).format(noon(start));
  if (kind === 'MONTH') {
    return dateFormat(locale, { month: 'long', year: 'numeric' }).format(noon(start));
  }
  const days = dateFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' });
  return days.formatRange(noon(start), noon(end));
}

function instantForPeople(at: Date, locale: string, timeZone: string): string {
  const style = { dateStyle: 'long', timeStyle: 'short' } as const;
  try {
    return new Intl.DateTimeFormat(locale, { ...style, timeZone }).format(at);
  } catch (error) {
    // A zone that this platform doesn't know yet must not keep the message from being sent.
    if (!(error instanceof RangeError)) throw error;
    return `${dateFormat(locale, style).format(at)} UTC`;
  }
}

/** Calendar dates have no zone: they are formatted in UTC, from a time far from either midnight. */
function dateFormat(
  locale: string,
  options: Omit<Intl.DateTimeFormatOptions, 'timeZone'>,
): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
}

function noon(date: string): Date {
  return new Date(`${date}T12:00:00Z`);
}
