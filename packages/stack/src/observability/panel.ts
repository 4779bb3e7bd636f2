/** What a panel of the dashboard shows. */
export type Panel = {
  readonly title: string;
  /** Says what to make of it. */
  readonly description?: string;
  /** PromQL by legend; `{{label}}` in a legend is a label's value. */
  readonly queries: Readonly<Record<string, string>>;
  readonly unit?: 's' | 'reqps' | 'ops' | 'short' | 'bytes' | 'percentunit' | 'none';
  /** Where a line turns red. */
  readonly bad?: number;
  /** Words for values; the panel then shows states in time. */
  readonly states?: Readonly<Record<number, string>>;
};

export type Row = { readonly title: string; readonly panels: readonly Panel[] };

/** How often a second a counter counts, by labels. */
export function rate(sample: string, by: string): string {
  return `sum by (${by}) (rate(${sample}[$__rate_interval]))`;
}

/** A quantile of a histogram, which is named without `_bucket`. */
export function quantile(q: number, histogram: string, by: string): string {
  return `histogram_quantile(${q}, ${rate(`${histogram}_bucket`, `le, ${by}`)})`;
}
