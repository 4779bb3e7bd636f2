import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { render } from '../../src/chart/helm.ts';
import { type Placement, readManifests, workloads } from '../../src/chart/manifest.ts';
import { subgraphs } from '../../src/pieces.ts';
import { fileText } from '../../src/root.ts';

type Values = { defaults: Required<Placement>; services: Record<string, Placement> };
const { defaults, services } = parse(fileText('helm/outlay/ci/dedicated.yaml')) as Values;

/** Where the pods of each component of an install may be. */
async function placements(...asked: Parameters<typeof render>): Promise<Map<string, Placement>> {
  const found = workloads(readManifests(await render(...asked)));
  return new Map(
    found.map(({ component, pod }) => {
      const { nodeSelector, tolerations, affinity, priorityClassName } = pod;
      return [component, { nodeSelector, tolerations, affinity, priorityClassName }];
    }),
  );
}

// Before an install nothing but the Jobs runs, so one that fits no node ends it.
test('on nodes that are kept for it everything of a release finds its place', async () => {
  const engines = ['postgres', 'kafka', 'redis', 'rabbitmq'];
  const all = await placements(
    'dedicated',
    engines.map((engine) => `bundled.${engine}.enabled=true`),
  );
  const expected = ['gateway', ...subgraphs, ...subgraphs.map((name) => `migrate-${name}`)];
  assert.deepEqual([...all.keys()].toSorted(), [...expected, ...engines].toSorted());
  for (const [component, placement] of all) {
    const own = services[component.replace('migrate-', '')];
    assert.deepEqual(placement, { ...defaults, ...own }, component);
  }
  assert.notEqual(all.get('migrate-reporting')?.priorityClassName, defaults.priorityClassName);
});

test('where nothing is said about nodes, a pod may be on any', async () => {
  const none = {
    nodeSelector: undefined,
    tolerations: undefined,
    affinity: undefined,
    priorityClassName: undefined,
  };
  for (const values of ['minimal', 'bundled'] as const) {
    for (const [component, placement] of await placements(values)) {
      assert.deepEqual(placement, none, component);
    }
  }
});
