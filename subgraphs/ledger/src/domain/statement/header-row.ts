import { isAmount } from './amounts.ts';
import { isDate } from './dates.ts';
import type { KnownFormat } from './format.ts';
import { byName, type ColumnWords } from './header.ts';
import type { SourceRecord } from './records.ts';

/** A header stands at most this far down; banks put the account's name and the period above it. */
const preambleLines = 30;

/** Columns further to the right are not looked at, unless the person names them. */
export const columnsDetected = 100;

/**
 * Which record is the header: the first with a known word for dates and one for money; or else, since no
 * list of words is whole, the one that names the columns of the first line that has a date and an amount,
 * and holds neither itself. Null when there is none.
 */
export function findHeader(
  records: readonly SourceRecord[],
  words: ColumnWords,
  known: KnownFormat,
): number | null {
  const top = records.slice(0, preambleLines + 1);
  const named = top.slice(0, preambleLines).findIndex(({ cells }) => isHeader(cells, words));
  if (named >= 0) return named;

  const linesRead = top.map(({ cells }) => read(cells, known));
  const first = linesRead.findIndex(({ date, money }) => date !== undefined && money.length > 0);
  const { date = -1, money = [] } = linesRead[first] ?? {};
  // The last that may be it, since a preamble's line can be as wide. But what stands above a header is passed
  // over without a word, so no line that has an amount may be between one that may be it and another.
  let header: number | null = null;
  for (const [at, { cells }] of top.slice(0, Math.max(first, 0)).entries()) {
    const filled = (column: number) => Boolean(cells[column]?.trim());
    if (header !== null && money.some((column) => isAmount(cells[column] ?? ''))) break;
    if (filled(date) && money.some(filled) && holdsWordsOnly(cells)) header = at;
  }
  return header;
}

function isHeader(cells: readonly string[], words: ColumnWords): boolean {
  const money = [...words.amount, ...words.debit, ...words.credit];
  return byName(cells, words.date) !== undefined && byName(cells, money) !== undefined;
}

/** Which cells of a line are its date and its amounts, of the columns that the person names where they do. */
function read(
  cells: readonly string[],
  { dateColumn, amountColumn, debitColumn, creditColumn }: KnownFormat,
): { date: number | undefined; money: number[] } {
  const detected = cells.slice(0, columnsDetected).map((_, at) => at);
  const given = [amountColumn, debitColumn, creditColumn].filter((at) => typeof at === 'number');
  const dates = typeof dateColumn === 'number' ? [dateColumn] : detected;
  const date = dates.find((at) => isDate(cells[at] ?? ''));
  const money = (given.length > 0 ? given : detected).filter(
    (at) => at !== date && isAmount(cells[at] ?? ''),
  );
  return { date, money };
}

function holdsWordsOnly(cells: readonly string[]): boolean {
  return cells.slice(0, columnsDetected).every((cell) => !isDate(cell) && !isAmount(cell));
}
