import { detectDecimalSeparator, isAmount, readAmount } from './amounts.ts';

/** Which columns hold money, counted from 0: one of signed amounts, or one each for out and in. */
export type MoneyColumns = {
  readonly amountColumn?: number | null | undefined;
  readonly debitColumn?: number | null | undefined;
  readonly creditColumn?: number | null | undefined;
};

/** Each is held against each pair of the others. Statements have four at most. */
const mostMoneyColumns = 8;

/**
 * Finds the money columns where no header's words tell them. Amounts have decimals, or some of them at least
 * a sign, which account and cheque numbers don't. One column is the amount; a column that the others add up to, line by line, is the
 * balance; two columns of which each line fills one are money out and money in, in the order that the
 * balance confirms, or that order where there is none.
 */
export function inferMoneyColumns(
  candidates: readonly number[],
  column: (index: number) => readonly string[],
): MoneyColumns | null {
  const written = (so: (cell: string) => boolean): number[] =>
    candidates.filter((at) => {
      const filled = column(at).filter((cell) => cell !== '');
      const amounts = filled.filter(isAmount);
      return amounts.length >= filled.length * 0.8 && amounts.some(so);
    });
  const withDecimals = written(hasDecimals);
  const money = (withDecimals.length > 0 ? withDecimals : written(hasSign)).slice(
    0,
    mostMoneyColumns,
  );
  const read = (at: number): (number | null)[] => {
    const separator = detectDecimalSeparator(column(at));
    // Numbers only compare columns here; what is posted is read exactly, elsewhere.
    return column(at).map((cell) =>
      cell === '' ? null : Number(readAmount(cell, separator) ?? Number.NaN),
    );
  };
  const values = new Map(money.map((at) => [at, read(at)]));
  const valuesOf = (at: number) => values.get(at) ?? [];

  for (const balance of money) {
    for (const [out, into] of pairs(money.filter((at) => at !== balance))) {
      const change = valuesOf(out).map((v, line) => (valuesOf(into)[line] ?? 0) - Math.abs(v ?? 0));
      if (follows(valuesOf(balance), change)) return { debitColumn: out, creditColumn: into };
    }
    for (const amount of money.filter((at) => at !== balance)) {
      if (
        follows(
          valuesOf(balance),
          valuesOf(amount).map((v) => v ?? 0),
        )
      )
        return { amountColumn: amount };
    }
  }
  const complementary = pairs(money).find(
    ([a, b]) =>
      a < b && valuesOf(a).every((v, line) => (v === null) !== (valuesOf(b)[line] === null)),
  );
  if (complementary) return { debitColumn: complementary[0], creditColumn: complementary[1] };
  const [first] = money;
  return first === undefined ? null : { amountColumn: first };
}

function hasDecimals(cell: string): boolean {
  return /[.,]\d{1,3}\D*$/.test(cell);
}

/** A minus, brackets or a currency's sign. Phone numbers have a plus, and references have letters. */
function hasSign(cell: string): boolean {
  return /[-\u2212([]|\p{Sc}/u.test(cell);
}

function pairs(columns: readonly number[]): [number, number][] {
  return columns.flatMap((a) =>
    columns.filter((b) => b !== a).map((b): [number, number] => [a, b]),
  );
}

/** Whether the balance moves by the change on nearly every line, read downwards or upwards. */
function follows(balance: readonly (number | null)[], change: readonly number[]): boolean {
  const steps = balance.length - 1;
  if (
    steps < 1 ||
    balance.some((value) => value === null) ||
    change.every((value) => value === 0)
  ) {
    return false;
  }
  const count = (holds: (line: number) => boolean) =>
    Array.from({ length: steps }, (_, index) => index + 1).filter(holds).length;
  const at = (line: number) => balance[line] ?? 0;
  const down = count((line) => near(at(line) - at(line - 1), change[line] ?? 0));
  const up = count((line) => near(at(line - 1) - at(line), change[line - 1] ?? 0));
  return Math.max(down, up) >= steps * 0.8;
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) < 0.005;
}
