import { today } from '@outlay/calendar/zones.ts';
import type { Chart } from './chart.ts';
import type { Heading } from './entry.ts';

/** The calendar dates that money can have moved on, both included. */
export const entryDates = { from: '1900-01-01', to: '2200-12-31' } as const;

export function isEntryDate(date: string): boolean {
  return date >= entryDates.from && date <= entryDates.to;
}

/** The head of a new entry; without a date on the receipt it is today where the book's owner is. */
export function headingOf(
  chart: Chart,
  given: { readonly date?: string | null | undefined; readonly description: string },
  { id, recordedAt }: { id: string; recordedAt: Date },
): Heading {
  const date = given.date ?? today(recordedAt, chart.book.timeZone);
  return { id, date, description: given.description, recordedAt };
}
