import assert from 'node:assert/strict';
import { test } from 'node:test';
import { render, type ValuesFile } from '../../src/chart/helm.ts';
import { type Manifest, readManifests, workloads } from '../../src/chart/manifest.ts';
import { createReach, type Peer } from '../../src/chart/reach.ts';

const named = (name: string) => ({ 'kubernetes.io/metadata.name': name });
const prometheus: Peer = { name: 'prometheus', namespace: named('monitoring'), labels: {} };
const stranger: Peer = { name: 'stranger', namespace: named('default'), labels: {} };
const ingress: Peer = { name: 'ingress', namespace: named('ingress-nginx'), labels: {} };
const dns: Peer = {
  name: 'dns',
  namespace: named('kube-system'),
  labels: { 'k8s-app': 'kube-dns' },
};
const machine = (name: string, address: string): Peer => ({ name, address });

/** The pods of an install as the policies see them. */
function podsOf(manifests: readonly Manifest[]): Peer[] {
  return workloads(manifests).map(({ component, labels, pod }) => ({
    name: component,
    labels,
    ports: Object.fromEntries(
      (pod.containers[0].ports ?? []).map((port) => [port.name, port.containerPort]),
    ),
  }));
}

/** Everything that anybody of the list can open at a pod, as `from → to:port`. */
function edges(manifests: readonly Manifest[], outsiders: readonly Peer[]): string[] {
  const reach = createReach(manifests);
  const pods = podsOf(manifests);
  return pods
    .flatMap((to) =>
      // A port that is not among its own as well, for a rule without ports would open that too.
      Object.entries({ ...to.ports, other: 9999 }).flatMap(([port, number]) =>
        [...pods, ...outsiders]
          .filter((from) => from !== to && reach(from, to, number))
          .map((from) => `${from.name} → ${to.name}:${port}`),
      ),
    )
    .toSorted();
}

const install = async (values: ValuesFile, set: string[] = []) =>
  readManifests(await render(values, set));

/** What every piece uses among the engines. */
const engines: Record<string, string[]> = {
  gateway: ['redis'],
  auth: ['postgres', 'kafka', 'redis'],
  user: ['postgres', 'kafka', 'redis'],
  ledger: ['postgres', 'kafka', 'redis'],
  reporting: ['postgres', 'kafka', 'redis'],
  notification: ['postgres', 'kafka', 'redis', 'rabbitmq'],
};
const subgraphs = Object.keys(engines).slice(1);

test('everything bundled: who reaches whom, and nobody anything else', async () => {
  const found = edges(await install('bundled'), [prometheus, stranger]);
  const expected = [
    'stranger → gateway:http',
    'prometheus → gateway:http',
    ...Object.keys(engines).map((name) => `prometheus → ${name}:metrics`),
    ...subgraphs.map((name) => `gateway → ${name}:http`),
    ...Object.entries(engines).flatMap(([name, used]) =>
      used.map((engine) => `${name} → ${engine}:${engine}`),
    ),
    ...subgraphs.map((name) => `migrate-${name} → postgres:postgres`),
  ];
  assert.deepEqual(found, expected.toSorted());
});

test('engines elsewhere: only who uses one gets out to it, by its ports', async () => {
  const manifests = await install('external');
  const reach = createReach(manifests);
  const places: [Peer, port: number, who: string[]][] = [
    [
      machine('postgres', '10.20.0.7'),
      5432,
      [...subgraphs, ...subgraphs.map((s) => `migrate-${s}`)],
    ],
    [machine('another in that range', '10.20.1.7'), 5432, []],
    [machine('kafka', '10.30.0.7'), 9092, subgraphs],
    [machine('redis', '10.30.0.8'), 6379, Object.keys(engines)],
    [machine('rabbitmq', '10.30.0.9'), 5671, ['notification']],
    [machine('mail', '203.0.113.7'), 465, ['notification']],
    [machine('collector', '10.30.0.10'), 4318, Object.keys(engines)],
    [machine('the internet', '203.0.113.8'), 443, []],
  ];
  for (const [place, port, who] of places) {
    const found = podsOf(manifests).filter((pod) => reach(pod, place, port));
    assert.deepEqual(found.map(({ name }) => name).toSorted(), who.toSorted(), place.name);
  }
});

test('without mail or traces nobody gets out to either', async () => {
  const manifests = await install('minimal');
  const reach = createReach(manifests);
  for (const port of [25, 465, 587, 4317, 4318]) {
    const found = podsOf(manifests).filter((pod) => reach(pod, machine('x', '203.0.113.7'), port));
    assert.deepEqual(found, []);
  }
});

test('everybody may ask for names, and nothing else of the one who knows them', async () => {
  const manifests = await install('bundled');
  const reach = createReach(manifests);
  const closed = new Set(['postgres', 'kafka', 'redis', 'rabbitmq']);
  for (const pod of podsOf(manifests)) {
    for (const protocol of ['UDP', 'TCP']) {
      assert.equal(reach(pod, dns, 53, protocol), !closed.has(pod.name), pod.name);
    }
    assert.ok(!reach(pod, dns, 443) && !reach(pod, stranger, 53, 'UDP'), pod.name);
  }
});

test('a pod of the release that no other policy knows reaches nobody, and nobody it', async () => {
  const manifests = await install('bundled');
  const reach = createReach(manifests);
  const [known] = podsOf(manifests);
  const unknown: Peer = {
    name: 'unknown',
    labels: { ...known!.labels, 'app.kubernetes.io/component': 'unknown' },
  };
  const everybody = [...podsOf(manifests), stranger, dns, machine('x', '203.0.113.7')];
  for (const other of everybody) {
    for (const port of [53, 4000, 5432]) {
      assert.ok(!reach(unknown, other, port) && !reach(other, unknown, port), other.name);
    }
  }
});

test('where the ingress is named, only it gets to the gateway', async () => {
  const found = edges(await install('external'), [ingress, prometheus, stranger]);
  const outside = found.filter((edge) => /^(ingress|stranger)/.test(edge));
  assert.deepEqual(outside, ['ingress → gateway:http']);
});

test('switched off, everybody reaches everybody', async () => {
  const found = edges(await install('minimal', ['networkPolicy.enabled=false']), [stranger]);
  assert.ok(found.includes('stranger → ledger:http') && found.includes('auth → ledger:http'));
});
