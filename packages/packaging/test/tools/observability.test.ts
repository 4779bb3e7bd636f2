import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { before, test } from 'node:test';
import { parse } from 'yaml';
import { loadCompose, type Project, readVariables } from '../../src/compose.ts';
import { pieceNames } from '../../src/pieces.ts';
import { fileText, root } from '../../src/root.ts';

type Scrape = {
  job_name: string;
  dns_sd_configs?: { names: string[]; type: string; port: number }[];
  static_configs?: { targets: string[] }[];
};
const { scrape_configs: scrapes, rule_files: ruleFiles } = parse(
  fileText('docker/prometheus.yml'),
) as { scrape_configs: Scrape[]; rule_files: string[] };
const job = (name: string) => scrapes.find(({ job_name }) => job_name === name);

let project: Project;
before(async () => {
  const variables = readVariables(fileText('docker/.env.example'));
  const filled = Object.entries(variables).map(([name, value]) => [name, value || 'x'.repeat(64)]);
  project = await loadCompose(Object.fromEntries(filled), fileText('docker-compose.yml'));
});

test('Prometheus asks every container of every piece, where it serves its metrics', () => {
  const [asked] = job('outlay')?.dns_sd_configs ?? [];
  assert.deepEqual(asked?.names.toSorted(), [...pieceNames].toSorted());
  assert.equal(asked?.type, 'A');
  for (const piece of pieceNames) {
    assert.equal(project.services[piece]?.environment['METRICS_PORT'], String(asked?.port), piece);
  }
});

test('Prometheus can reach all that it asks', () => {
  const hosts = scrapes.flatMap((scrape) => [
    ...(scrape.dns_sd_configs ?? []).flatMap(({ names }) => names),
    ...(scrape.static_configs ?? []).flatMap(({ targets }) =>
      targets.map((one) => one.split(':')[0]!),
    ),
  ]);
  const own = Object.keys(project.services['prometheus']!.networks);
  for (const host of hosts) {
    const networks = project.services[host]?.networks ?? {};
    assert.ok(
      own.some((network) => network in networks),
      host,
    );
  }
  const status = project.services['kong']?.environment['KONG_STATUS_LISTEN'];
  assert.equal(status, `0.0.0.0:${job('kong')?.dns_sd_configs?.[0]?.port}`);
});

test('Prometheus has the alerts, as the chart has them', () => {
  const [folder, file] = ruleFiles[0]!.split(/\/(?=\*)/);
  const mount = project.services['prometheus']!.volumes.find(({ target }) => target === folder);
  assert.equal(mount?.source, `${root}helm/outlay/alerts`);
  assert.deepEqual(globSync(`helm/outlay/alerts/${file}`, { cwd: root }), [
    'helm/outlay/alerts/outlay.yaml',
  ]);
});

test('Grafana has the data that its dashboards are drawn from', () => {
  const { datasources } = parse(fileText('docker/grafana/datasources.yml')) as {
    datasources: { uid: string; type: string; url: string }[];
  };
  for (const { url } of datasources) {
    const networks = project.services[new URL(url).hostname]?.networks ?? {};
    assert.ok('outside' in networks && 'outside' in project.services['grafana']!.networks, url);
  }
  const uids = new Set(datasources.map(({ uid }) => uid));
  for (const file of globSync('helm/outlay/dashboards/*.json', { cwd: root })) {
    // A dashboard names its source, or has the person choose one: `${datasource}`.
    for (const [, uid] of fileText(file).matchAll(/"datasource":\s*{[^}]*"uid":\s*"([^"]+)"/g)) {
      assert.ok(
        uid!.startsWith('$') || uid === '-- Grafana --' || uids.has(uid!),
        `${file}: ${uid}`,
      );
    }
  }
});

test('the dashboards are where Grafana looks for them', () => {
  const { providers } = parse(fileText('docker/grafana/dashboards.yml')) as {
    providers: { options: { path: string } }[];
  };
  const mount = project.services['grafana']!.volumes.find(
    ({ target }) => target === providers[0]?.options.path,
  );
  assert.equal(mount?.source, `${root}helm/outlay/dashboards`);
});
