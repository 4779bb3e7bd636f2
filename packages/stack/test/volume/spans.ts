import type { Span } from './recount.ts';

/** Weeks, months and years by the platform's own calendar, to hold ours against. */

export type Kind = 'WEEK' | 'MONTH' | 'YEAR';

const dayMs = 86_400_000;

export function spanOf(kind: Kind, date: string, firstDayOfWeek: number): Span {
  const [year = 0, month = 0] = date.split('-').map(Number);
  if (kind === 'YEAR') return span(Date.UTC(year, 0, 1), Date.UTC(year, 11, 31));
  if (kind === 'MONTH') return span(Date.UTC(year, month - 1, 1), Date.UTC(year, month, 0));
  let start = Date.parse(date);
  // getUTCDay counts from Sunday, 0; ISO from Monday, 1, to Sunday, 7.
  while (new Date(start).getUTCDay() !== firstDayOfWeek % 7) start -= dayMs;
  return span(start, start + 6 * dayMs);
}

/** The one that ends the day before. */
export function spanBefore(kind: Kind, { start }: Span, firstDayOfWeek: number): Span {
  return spanOf(kind, dateOf(Date.parse(start) - dayMs), firstDayOfWeek);
}

function span(start: number, end: number): Span {
  return { start: dateOf(start), end: dateOf(end) };
}

function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
