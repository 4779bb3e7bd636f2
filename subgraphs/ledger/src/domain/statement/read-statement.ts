import type { CalendarDate } from '@outlay/calendar/calendar.ts';
import { exponentOf, isCurrency, parseDecimal } from '@outlay/money/money.ts';
import { entryDates, isEntryDate } from '../heading.ts';
import { readAmount, saysCreditOrDebit } from './amounts.ts';
import type { ColumnWords } from './header.ts';
import { isInAnotherCurrency } from './currency-marks.ts';
import { cut } from './cut.ts';
import { readDate } from './dates.ts';
import { decode } from './decode.ts';
import { directionOf, doubtOf } from './direction.ts';
import { detectFormat, type KnownFormat, type StatementFormat } from './format.ts';
import { detectDelimiter, type SourceRecord, splitRecords } from './records.ts';

/** One movement of the account. Money in is positive, in minor units of the account's currency. */
export type StatementRow = {
  readonly line: number;
  readonly date: CalendarDate;
  readonly description: string;
  readonly amount: bigint;
  /** What a person should look at before it is posted; null when nothing is in doubt. */
  readonly warning: string | null;
};

/** A record that could not be read, and why. */
export type UnreadableRow = {
  readonly line: number;
  readonly reason: string;
  readonly text: string;
};

export type Statement = {
  readonly format: StatementFormat & { readonly delimiter: string; readonly encoding: string };
  readonly rows: readonly StatementRow[];
  readonly unreadable: readonly UnreadableRow[];
  /** Whether there is a row of which the sign of the amount decides whether it is out or in. */
  readonly signDecides: boolean;
};

/** A file that is no statement as a whole; `message` says what to do. */
export type Unreadable = { readonly message: string };

export type KnownStatement = KnownFormat & { delimiter?: string | null; encoding?: string | null };

/** Twice the rows that may be imported: room for a preamble, empty lines and texts of several lines. */
const mostLines = 20_000;
const textShown = 500;
const descriptionKept = 500;

/**
 * Reads a bank statement in CSV, detecting whatever `known` leaves open. Every record becomes a row or an
 * unreadable row; a bad one never costs its neighbours anything.
 */
export function readStatement(
  bytes: Uint8Array,
  { currency, words, known = {} }: { currency: string; words: ColumnWords; known?: KnownStatement },
): Statement | Unreadable {
  const decoded = decode(bytes, known.encoding);
  if (!decoded) {
    return {
      message: `The file is not text in ${known.encoding ?? 'a known encoding'}. Say which encoding it has.`,
    };
  }
  const text = withoutControls(decoded.text);
  const lines = text.match(/\r\n|\n|\r/g)?.length ?? 0;
  if (lines > mostLines) {
    return { message: `The file has ${lines} lines; at most ${mostLines} are read. Split it up.` };
  }
  const delimiter = known.delimiter ?? detectDelimiter(text);
  if (!delimiter) {
    return {
      message:
        'The file has no columns. Export the statement as CSV, or say which delimiter it has.',
    };
  }
  const records = splitRecords(text, delimiter);
  const detected = detectFormat(records, words, known);
  if (!detected) {
    return {
      message:
        'No columns of dates and amounts were found. Say in `format` which columns hold them.',
    };
  }
  const body = records.slice(detected.start);
  const isBrokenApart = brokenApartBy(detected.format.header, body);
  const read = body.map((record) =>
    isBrokenApart(record)
      ? unreadableRow(record, 'It has more cells than the header; one may lack its quotes.')
      : readRecord(record, detected.format, { currency, words }),
  );
  const understood = read.filter((one) => 'row' in one);
  return {
    format: { ...detected.format, delimiter, encoding: decoded.encoding },
    rows: understood.map(({ row }) => row),
    unreadable: read.filter((row) => 'reason' in row),
    signDecides: understood.some(({ bySign }) => bySign),
  };
}

/**
 * Tells a record of which the delimiter stands inside a cell without quotes: `-1,234.50` falls into `-1`
 * and `234.50`, and the first would be taken for the amount. Where most records have more cells than the
 * header, it is the header that is short.
 */
function brokenApartBy(
  header: readonly string[] | null,
  body: readonly SourceRecord[],
): (record: SourceRecord) => boolean {
  if (!header) return () => false;
  const overflows = ({ cells }: SourceRecord): boolean =>
    cells.slice(header.length).some((cell) => cell.trim() !== '');
  const shortHeader = body.filter(overflows).length > body.length / 2;
  return shortHeader ? () => false : overflows;
}

function unreadableRow({ line, text }: SourceRecord, reason: string): UnreadableRow {
  return { line, reason, text: cut(text, textShown) };
}

function readRecord(
  record: SourceRecord,
  format: StatementFormat,
  { currency, words }: { currency: string; words: ColumnWords },
): { row: StatementRow; bySign: boolean } | UnreadableRow {
  const unreadable = (reason: string) => unreadableRow(record, reason);
  const cell = (at: number | null) => (at === null ? '' : (record.cells[at]?.trim() ?? ''));
  const dateCell = cell(format.dateColumn);
  const date = readDate(dateCell, format.dateOrder);
  if (!date)
    return unreadable(dateCell ? `"${cut(dateCell, 40)}" is not a date.` : 'There is no date.');
  if (!isEntryDate(date)) {
    return unreadable(`${date} is not from ${entryDates.from} to ${entryDates.to}.`);
  }
  const lineCurrency = cell(format.currencyColumn).toUpperCase();
  if (isCurrency(lineCurrency) && lineCurrency !== currency) {
    return unreadable(`It is in ${lineCurrency}; the account is kept in ${currency}.`);
  }
  const signed = signedAmount(format, cell, currency);
  if (typeof signed === 'string') return unreadable(signed);
  const wordColumn = format.directionColumn ?? format.kindColumn;
  const direction = directionOf(cell(wordColumn), words);
  const { word, says } = direction;
  if (format.directionColumn !== null && word && !says) {
    return unreadable(`"${cut(word, 40)}" says neither out nor in.`);
  }
  const amount = says ? magnitude(signed) * (says === 'out' ? -1n : 1n) : signed;
  const amountCell = cell(format.amountColumn);
  const bySign = format.amountColumn !== null && !says && !saysCreditOrDebit(amountCell);
  const inDoubt = bySign && wordColumn !== null && !format.positiveIsOut;
  const warning = inDoubt ? doubtOf(direction, amountCell) : null;
  const texts = format.descriptionColumns
    .map(cell)
    .filter((text, index, all) => text !== '' && all.indexOf(text) === index)
    .join(' ')
    .replace(/\s+/g, ' ');
  const description = cut(texts, descriptionKept).trim();
  return { row: { line: record.line, date, description, amount, warning }, bySign };
}

/** Spaces for all but line ends and tabs: PostgreSQL keeps no zero character, and people see none of them. */
function withoutControls(text: string): string {
  return text.replace(/[^\P{Cc}\t\r\n]/gu, ' ');
}

/** Minor units, money in positive; or the reason why there are none. */
function signedAmount(
  format: StatementFormat,
  cell: (at: number | null) => string,
  currency: string,
): bigint | string {
  const read = (at: number | null): bigint | string | null => {
    const text = cell(at);
    if (text === '' || /^[-–—]+$/.test(text)) return null;
    const decimal = readAmount(text, format.decimalSeparator);
    if (decimal === null) return `"${cut(text, 40)}" is not an amount.`;
    if (isInAnotherCurrency(text, currency)) {
      return `"${cut(text, 40)}" is not in ${currency}, in which the account is kept.`;
    }
    const minor = toMinorUnits(decimal, currency);
    return minor ?? `"${cut(text, 40)}" is not an amount of ${currency}.`;
  };
  const [amount, debit, credit] = [
    format.amountColumn,
    format.debitColumn,
    format.creditColumn,
  ].map(read);
  for (const value of [amount, debit, credit]) if (typeof value === 'string') return value;
  const out = typeof debit === 'bigint' && debit !== 0n ? magnitude(debit) : null;
  const into = typeof credit === 'bigint' && credit !== 0n ? magnitude(credit) : null;
  if (out !== null && into !== null) return 'There is both money out and money in on this line.';
  if (out !== null) return -out;
  if (into !== null) return into;
  if (typeof amount !== 'bigint') return 'There is no amount.';
  if (amount === 0n) return 'The amount is zero.';
  return format.positiveIsOut && !saysCreditOrDebit(cell(format.amountColumn)) ? -amount : amount;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** Zeros past the currency's decimals are dropped (`100.00` yen); other digits there are refused. */
function toMinorUnits(decimal: string, currency: string): bigint | null {
  const [whole = '', fraction = ''] = decimal.split('.');
  const exponent = exponentOf(currency);
  if (/[^0]/.test(fraction.slice(exponent))) return null;
  const kept = fraction.slice(0, exponent);
  try {
    return parseDecimal(kept ? `${whole}.${kept}` : whole, currency).minorUnits;
  } catch {
    return null;
  }
}
