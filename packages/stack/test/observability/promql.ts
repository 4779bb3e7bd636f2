import { parser } from '@prometheus-io/lezer-promql';

/** What a query reads. */
export type Reads = {
  readonly samples: readonly string[];
  /** In matchers and groupings. */
  readonly labels: readonly string[];
};

/** Reads a query by Prometheus' own grammar. Throws where it isn't one. */
export function readPromql(query: string): Reads {
  // Grafana puts a duration there.
  const text = query.replaceAll('$__rate_interval', '5m');
  const samples: string[] = [];
  const labels: string[] = [];
  parser.parse(text).iterate({
    enter: ({ name, type, from, to, node }) => {
      const word = text.slice(from, to);
      if (type.isError) throw new Error(`No PromQL at ${from}: ${text}`);
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector') samples.push(word);
      if (name === 'LabelName') labels.push(word);
    },
  });
  return { samples, labels };
}
