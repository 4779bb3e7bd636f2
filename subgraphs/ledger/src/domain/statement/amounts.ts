export type DecimalSeparator = '.' | ',';

/** Digits with grouping, a sign or brackets, a currency's symbol or code, and a trailing CR or DR. */
const shape =
  /^[([+-]?\s*(?:[\p{Sc}]|[A-Z]{3})?\s*[+-]?\s*(\d[\d.,'’\s]*|[.,]\d+)\s*(?:\p{Sc}|[A-Z]{3})?\s*[-)\]]?\s*(CR|DR|C|D|H|S)?\.?$/iu;

/** No bank writes a longer one. On longer text the patterns here would take minutes. */
const longestAmount = 40;

/**
 * An amount as banks write it, as an exact decimal text with a sign: `1,23,456.78`, `1.234,56 €`,
 * `(85.00)`, `12.50-`, `£500.00`, `5,000.00 CR`. Brackets, a minus on either side and DR mean money out.
 * Null for anything else, also for digits grouped in a way that the decimal separator contradicts.
 */
export function readAmount(cell: string, separator: DecimalSeparator): string | null {
  const text = plain(cell);
  if (text.length > longestAmount) return null;
  const found = shape.exec(text);
  if (!found?.[1]) return null;
  const grouping = separator === '.' ? ',' : '.';
  const [whole = '', fraction = '', ...more] = found[1].trim().split(separator);
  if (more.length > 0 || fraction.includes(grouping) || !/^\d*$/.test(fraction)) return null;
  if (!wellGrouped(whole)) return null;
  const digits = whole.replace(/\D/g, '').replace(/^0+(?=\d)/, '') || '0';
  const negative = /^[([]|^[^\d]*-|-[^\d]*$/.test(text) || /^(DR|D|S)$/i.test(found[2] ?? '');
  return `${negative ? '-' : ''}${digits}${fraction ? `.${fraction}` : ''}`;
}

/** One space is as good as many, over which the parts of the shape could be spread in countless ways. */
function plain(cell: string): string {
  return cell
    .replace(/\s+/g, ' ')
    .replace(/\u2212/g, '-')
    .trim();
}

/** Groups of two or three digits after the first, as in Europe, America, Switzerland and India. */
function wellGrouped(whole: string): boolean {
  const groups = whole.split(/[.,'’\s]/);
  return groups
    .slice(1)
    .every((group, index, rest) =>
      index === rest.length - 1 ? group.length === 3 : group.length === 2 || group.length === 3,
    );
}

/**
 * Which of point and comma stands before the decimals, judged over a whole column: where a cell has both,
 * the later one; where one stands alone before other than three digits, that one. A point when nothing tells.
 */
export function detectDecimalSeparator(cells: readonly string[]): DecimalSeparator {
  let points = 0;
  let commas = 0;
  for (const cell of cells) {
    if (cell.length > longestAmount) continue;
    const [point, comma] = [cell.lastIndexOf('.'), cell.lastIndexOf(',')];
    if (point >= 0 && comma >= 0) {
      if (point > comma) points += 2;
      else commas += 2;
      continue;
    }
    const alone = /([.,])(\d*)\D*$/.exec(cell);
    const repeated = (cell.match(/[.,]/g)?.length ?? 0) > 1;
    if (!alone) continue;
    const isDecimal = alone[2]?.length !== 3 && !repeated;
    if ((alone[1] === '.') === isDecimal) points += 1;
    else commas += 1;
  }
  return commas > points ? ',' : '.';
}

/** Whether an amount is written with anything that says out or in: a sign, brackets, CR or DR. */
export function saysItsSign(cell: string): boolean {
  const { sign, word } = writtenWith(cell);
  return sign || word;
}

/** Whether CR or DR alone says out or in, whatever a positive amount means elsewhere in the file. */
export function saysCreditOrDebit(cell: string): boolean {
  const { sign, word } = writtenWith(cell);
  return word && !sign;
}

function writtenWith(cell: string): { sign: boolean; word: boolean } {
  const text = plain(cell);
  const found = text.length > longestAmount ? null : shape.exec(text);
  return { sign: found !== null && /[-+([]/.test(text), word: found?.[2] !== undefined };
}

/** Whether a cell is an amount whichever way its decimals are written. */
export function isAmount(cell: string): boolean {
  return readAmount(cell, '.') !== null || readAmount(cell, ',') !== null;
}
