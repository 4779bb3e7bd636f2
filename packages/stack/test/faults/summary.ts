import type { Violation } from '../audit/kept.ts';
import { percentile, type Recovery } from './recovery.ts';

/** Counts that a reader wants beside the verdict. */
export type Tally = Readonly<Record<string, number>>;

export type Verdict = {
  readonly violations: readonly Violation[];
  /** What there was no time to try. */
  readonly left: readonly string[];
};

/** What happened and how long it was felt, as a page for a person. */
export function summary(
  recoveries: readonly Recovery[],
  tally: Tally,
  { violations, left }: Verdict,
): string {
  const kinds = [...Map.groupBy(recoveries, ({ kind }) => kind)].map(([kind, same]) =>
    row(kind, same),
  );
  return [
    '',
    'Milliseconds from the end of each fault until everybody was served again, people’s pauses included,',
    'and the writes that were acknowledged meanwhile. Calm is no fault at all, measured alike.',
    '',
    line('', 'n', 'writes p50', 'p99', 'reads p50', 'p99', 'alerts p50', 'p99', 'meanwhile'),
    ...kinds.sort(),
    '',
    ...Object.entries(tally).map(
      ([what, count]) => `${count.toLocaleString('en').padStart(9)}  ${what}`,
    ),
    '',
    violations.length === 0
      ? 'Nothing was lost, nothing was doubled, and nobody was left without an answer.'
      : violations.map(({ rule, detail }) => `BROKEN: ${rule}\n        ${detail}`).join('\n'),
    ...(left.length > 0 ? [`Not tried, for want of time: ${left.join(', ')}.`] : []),
    '',
  ].join('\n');
}

function row(kind: string, same: readonly Recovery[]): string {
  const writes = same.map(({ writesMs }) => writesMs ?? Infinity);
  const reads = same.map(({ readsMs }) => readsMs ?? Infinity);
  const alerts = same.map(({ alertsMs }) => alertsMs ?? Infinity);
  const meanwhile = same.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
  return line(
    kind,
    same.length,
    ms(percentile(writes, 0.5)),
    ms(percentile(writes, 0.99)),
    ms(percentile(reads, 0.5)),
    ms(percentile(reads, 0.99)),
    ms(percentile(alerts, 0.5)),
    ms(percentile(alerts, 0.99)),
    meanwhile === 0 ? '' : meanwhile,
  );
}

function line(name: string, ...cells: (string | number)[]): string {
  return `${name.padEnd(28)}${cells.map((cell) => String(cell).padStart(11)).join('')}`;
}

function ms(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? 'never' : value.toFixed(0);
}
