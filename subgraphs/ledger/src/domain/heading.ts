import { today } from '@outlay/calendar/zones.ts';
import type { Chart } from './chart.ts';
import type { Heading } from './entry.ts';

/** The head of a new entry; without a date on the receipt it is today where the book's owner is. */
export function headingOf(
  chart: Chart,
  given: { readonly date?: string | null | undefined; readonly description: string },
  { id, recordedAt }: { id: string; recordedAt: Date },
): Heading {
  const date = given.date ?? today(recordedAt, chart.book.timeZone);
  return { id, date, description: given.description, recordedAt };
}
