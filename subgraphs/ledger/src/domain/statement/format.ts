import { detectDecimalSeparator, type DecimalSeparator, isAmount } from './amounts.ts';
import { type DateOrder, detectDateOrder, isDate } from './dates.ts';
import { kindColumns } from './direction.ts';
import { columnsDetected, findHeader } from './header-row.ts';
import { byExactName, byName, type ColumnWords } from './header.ts';
import { inferMoneyColumns, type MoneyColumns } from './money-columns.ts';
import type { SourceRecord } from './records.ts';

/** How a statement's cells are to be read. Columns count from 0. */
export type StatementFormat = {
  readonly header: readonly string[] | null;
  readonly dateOrder: DateOrder;
  readonly decimalSeparator: DecimalSeparator;
  readonly dateColumn: number;
  readonly descriptionColumns: readonly number[];
  readonly amountColumn: number | null;
  readonly debitColumn: number | null;
  readonly creditColumn: number | null;
  readonly positiveIsOut: boolean;
  /** Where each line names its own currency. */
  readonly currencyColumn: number | null;
  /** Where a word says whether the amount went out or came in. */
  readonly directionColumn: number | null;
  /** Where a word may say it, beside amounts without any sign. */
  readonly kindColumn: number | null;
};

/** What the person says of the format; it wins over what is detected. */
export type KnownFormat = {
  [Key in keyof Omit<StatementFormat, 'header'>]?: StatementFormat[Key] | null;
};

/**
 * Finds out how a statement is written: by its header's words where they are known, else by what stands
 * in its columns. `start` is the first record below the header. Null when there are no dates or no amounts.
 */
export function detectFormat(
  records: readonly SourceRecord[],
  words: ColumnWords,
  known: KnownFormat = {},
): { format: StatementFormat; start: number } | null {
  const headerAt = findHeader(records, words, known);
  const start = headerAt === null ? 0 : headerAt + 1;
  const body = records.slice(start);
  const header =
    headerAt === null ? null : (records[headerAt]?.cells.map((cell) => cell.trim()) ?? null);
  const widest = body.reduce((width, { cells }) => Math.max(width, cells.length), 0);
  const column = (index: number) => body.map(({ cells }) => cells[index]?.trim() ?? '');
  const columns = Array.from({ length: Math.min(widest, columnsDetected) }, (_, index) => index);

  const dateColumn =
    known.dateColumn ??
    byName(header, words.date) ??
    columns.find((at) => mostly(column(at), isDate));
  if (dateColumn === undefined) return null;
  const dateOrder = known.dateOrder ?? detectDateOrder(column(dateColumn));
  if (!dateOrder) return null;

  const namedDirection = byExactName(header, words.direction);
  const named = {
    amountColumn: byName(header, words.amount),
    debitColumn: namedDirection === undefined ? byName(header, words.debit) : undefined,
    creditColumn: namedDirection === undefined ? byName(header, words.credit) : undefined,
  };
  // `Value Date` is none of the value, `Debit card` none of debits.
  const ifMoney = (at: number | undefined) =>
    at !== undefined && mayHoldMoney(column(at)) ? at : undefined;
  const likely = {
    amountColumn: ifMoney(named.amountColumn),
    debitColumn: ifMoney(named.debitColumn),
    creditColumn: ifMoney(named.creditColumn),
  };
  const chosen = given(known) ?? ifAny(likely);
  const balanceColumn = byName(header, words.balance);
  const candidates = columns.filter((at) => at !== dateColumn && at !== balanceColumn);
  const money = chosen ?? inferMoneyColumns(candidates, column) ?? ifAny(named);
  if (!money) return null;
  const { debitColumn = null, creditColumn = null } = money;
  const amountColumn =
    debitColumn !== null || creditColumn !== null ? null : (money.amountColumn ?? null);
  // Balances and sums around the lines have no date: how they are written says nothing of the lines.
  const ofLines = (index: number) =>
    column(index).filter((_, line) => isDate(body[line]?.cells[dateColumn]?.trim() ?? ''));
  // Columns of their own say it better.
  const kinds =
    amountColumn === null || namedDirection !== undefined
      ? null
      : kindColumns(header, words, ofLines, ofLines(amountColumn));
  const directionColumn = namedDirection ?? kinds?.tells ?? null;

  const moneyCells = [amountColumn, debitColumn, creditColumn].flatMap((at) =>
    at === null ? [] : column(at),
  );
  const currencyColumn = byExactName(header, words.currency) ?? null;
  const taken = new Set([
    dateColumn,
    amountColumn,
    debitColumn,
    creditColumn,
    balanceColumn,
    currencyColumn,
    directionColumn,
  ]);
  const texts = columns.filter(
    (at) => !taken.has(at) && mostly(column(at), (cell) => /\p{L}{2}/u.test(cell) && !isDate(cell)),
  );
  const namedTexts = [byName(header, words.payee), byName(header, words.description)].filter(
    (at) => at !== undefined,
  );
  return {
    start,
    format: {
      header,
      dateOrder,
      decimalSeparator: known.decimalSeparator ?? detectDecimalSeparator(moneyCells),
      dateColumn,
      descriptionColumns:
        known.descriptionColumns ?? (namedTexts.length === 0 ? texts : namedTexts),
      amountColumn,
      debitColumn,
      creditColumn,
      positiveIsOut: known.positiveIsOut ?? false,
      currencyColumn,
      directionColumn,
      kindColumn: kinds?.doubt ?? null,
    },
  };
}

function given({ amountColumn, debitColumn, creditColumn }: KnownFormat): MoneyColumns | null {
  return ifAny({ amountColumn, debitColumn, creditColumn });
}

function ifAny(money: MoneyColumns): MoneyColumns | null {
  const { amountColumn, debitColumn, creditColumn } = money;
  const columns = [amountColumn, debitColumn, creditColumn];
  return columns.some((at) => at !== undefined && at !== null) ? money : null;
}

/** True for a column without anything in it, as that of deposits in a month without any. */
function mayHoldMoney(cells: readonly string[]): boolean {
  return cells.every((cell) => cell === '') || (cells.some(isAmount) && !mostly(cells, isDate));
}

/** Whether at least four fifths of the cells that hold something pass; false for a column without any. */
function mostly(cells: readonly string[], passes: (cell: string) => boolean): boolean {
  const filled = cells.filter((cell) => cell !== '');
  return filled.length > 0 && filled.filter(passes).length >= filled.length * 0.8;
}
