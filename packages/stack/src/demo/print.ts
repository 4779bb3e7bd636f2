/** What the demo asks of a report. */
export type ReportAnswer = {
  readonly report: {
    readonly period: { readonly start: string; readonly end: string };
    readonly spent: { readonly amount: string; readonly currency: string };
    readonly income: { readonly amount: string };
    readonly net: { readonly amount: string };
    readonly spentByCategory: readonly {
      readonly category: { readonly id: string; readonly name: string };
      readonly total: { readonly amount: string };
      readonly percent: number | null;
    }[];
  };
};

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Writes over the line on a terminal; adds nothing to a file but the last of them. */
export function sayOver(line: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${line}`);
  else if (line.endsWith('\n')) process.stdout.write(line);
}

const barWidth = 30;
const categoriesShown = 8;

export function printReport(title: string, { report }: ReportAnswer): void {
  const { period, spent, income, net, spentByCategory } = report;
  say(`\n  ${title}, ${period.start} to ${period.end}`);
  say(`    spent ${spent.amount} ${spent.currency}   income ${income.amount}   net ${net.amount}`);
  for (const { category, total, percent } of spentByCategory.slice(0, categoriesShown)) {
    const bar = '█'.repeat(Math.max(0, Math.round(((percent ?? 0) / 100) * barWidth)));
    say(`    ${category.name.padEnd(22)} ${total.amount.padStart(10)}  ${bar}`);
  }
}
