import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { everyMetric } from '../../src/observability/every-metric.ts';
import { dashboardFile, dashboardJson } from '../../src/observability/grafana.ts';
import { metricsFile, metricsPage } from '../../src/observability/metrics-page.ts';
import { rows } from '../../src/observability/panels.ts';
import { type EveryPiece, startEveryPiece } from '../fixture/every-piece.ts';
import { liveTheStory } from '../story/story.ts';
import { readPromql } from './promql.ts';

type Rule = {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary: string; doing: string };
};

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const alertsFile = `${root}helm/outlay/alerts/outlay.yaml`;
const { groups } = parse(readFileSync(alertsFile, 'utf8')) as { groups: { rules: Rule[] }[] };
const alerts = groups.flatMap(({ rules }) => rules);
const panels = rows.flatMap((row) => row.panels);

/** Whatever reads metrics, by what it is called. */
const queries: readonly [where: string, query: string, legend: string][] = [
  ...panels.flatMap(({ title, queries }) =>
    Object.entries(queries).map(([legend, query]): [string, string, string] => [
      `panel "${title}"`,
      query,
      legend,
    ]),
  ),
  ...alerts.map(({ alert, expr, annotations }): [string, string, string] => [
    `alert ${alert}`,
    expr,
    annotations.summary.replaceAll('$labels.', '').replaceAll(/\{\{ \$value[^}]*\}\}/g, ''),
  ]),
];

let outlay: EveryPiece;
/** What all pieces tell after the main job. */
let scraped: string;

before(async () => {
  outlay = await startEveryPiece({ METRICS_PORT: '0' });
  await liveTheStory(outlay.url);
  const pieces = [outlay.gateway, ...Object.values(outlay.subgraphs)];
  const texts = pieces.map(async (piece) => {
    const [, port] = /"metricsPort":(\d+)/.exec(piece.printed()) ?? [];
    return (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  });
  scraped = (await Promise.all(texts)).join('\n');
});

after(() => outlay?.[Symbol.asyncDispose]());

test('the page of metrics and the dashboard are fresh', () => {
  const stale = 'It is stale: run `npm run docs` and commit what it writes.';
  assert.equal(readFileSync(metricsFile, 'utf8'), metricsPage(), stale);
  assert.equal(readFileSync(dashboardFile, 'utf8'), dashboardJson(), stale);
});

test('every metrics.ts of the house is known', () => {
  const files = globSync('{packages/*,subgraphs/*,gateway}/src/metrics.ts', { cwd: root });
  const rooms = files.map((file) => file.replace('/src/metrics.ts', ''));
  assert.deepEqual(rooms.sort(), [...new Set(everyMetric.map(({ room }) => room))].sort());
  for (const { name, help } of everyMetric) {
    assert.match(name, /^outlay_[a-z]+(_[a-z]+)+$/);
    assert.ok(help.length > 10, name);
  }
});

const toldNames = () => new Set([...scraped.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name!));

test('what is counted is told by the pieces', () => {
  const told = toldNames();
  const missing = everyMetric.filter(({ name }) => !told.has(name));
  assert.deepEqual(missing, []);
});

test('panels and alerts read only what is told, by labels that it has', () => {
  const told = toldNames();
  const labelsOf = new Map(everyMetric.map(({ name, labels }) => [name, labels]));
  // Those that Prometheus adds itself.
  const given = ['service', 'instance', 'le'];
  const wrong = queries.flatMap(([where, query]) => {
    const { samples, labels } = readPromql(query);
    assert.ok(samples.length > 0, where);
    const metrics = samples.map((sample) =>
      told.has(sample) ? sample : sample.replace(/_(bucket|count|sum)$/, ''),
    );
    const known = new Set([...given, ...metrics.flatMap((name) => labelsOf.get(name) ?? [])]);
    return [
      ...metrics.filter((name) => !told.has(name) && name !== 'up'),
      ...labels.filter((label) => !known.has(label)),
    ].map((name) => `${where}: ${name}`);
  });
  assert.deepEqual(wrong, []);
});

test('a legend or a summary speaks of labels that its query keeps', () => {
  const wrong = queries.flatMap(([where, query, legend]) => {
    const kept = new Set([...readPromql(query).labels, 'service', 'instance']);
    const named = [...legend.matchAll(/\{\{ ?(\w+) ?\}\}/g)].map(([, label]) => label as string);
    return named.filter((label) => !kept.has(label)).map((label) => `${where}: ${label}`);
  });
  assert.deepEqual(wrong, []);
});

test('after the main job every panel of what goes well shows something', () => {
  const samples = new Set(scraped.matchAll(/^(\w+)[{ ]/gm).map(([, name]) => name as string));
  // Nothing was shed or refused, and no cache is shared here.
  const quiet = new Set(['Shed, and how much may be in hand', 'In hand', 'Shared cache']);
  const empty = panels
    .filter(({ title }) => !quiet.has(title))
    .flatMap(({ title, queries }) =>
      Object.values(queries)
        .flatMap((query) => readPromql(query).samples)
        .filter((sample) => !samples.has(sample))
        .map((sample) => `${title}: ${sample}`),
    );
  assert.deepEqual(empty, []);
});

test('an alert says how urgent it is, what is wrong and what to do', () => {
  assert.equal(new Set(alerts.map(({ alert }) => alert)).size, alerts.length);
  for (const { alert, labels, annotations } of alerts) {
    assert.match(alert, /^Outlay[A-Z]\w+$/);
    assert.ok(['page', 'ticket'].includes(labels.severity), alert);
    assert.ok(annotations.summary && annotations.doing, alert);
  }
});
