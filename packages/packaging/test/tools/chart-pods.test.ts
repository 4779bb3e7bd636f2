import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { render, type ValuesFile, valuesFiles } from '../../src/chart/helm.ts';
import {
  type Container,
  fits,
  type Manifest,
  readManifests,
  type Workload,
  workloads,
} from '../../src/chart/manifest.ts';
import { type PieceName, pieceNames, subgraphs } from '../../src/pieces.ts';

const all = new Map<ValuesFile, Manifest[]>();
before(async () => {
  for (const values of valuesFiles) all.set(values, readManifests(await render(values)));
});

/** Runs a check over every workload of every way to install. */
function everyWorkload(check: (workload: Workload, container: Container, where: string) => void) {
  let seen = 0;
  for (const [values, manifests] of all) {
    for (const workload of workloads(manifests)) {
      const { kind, metadata } = workload.manifest;
      check(workload, workload.pod.containers[0], `${values}: ${kind} ${metadata.name}`);
      assert.equal(workload.pod.containers.length, 1);
      seen += 1;
    }
  }
  assert.ok(seen > 50, `only ${seen} were looked at`);
}
const isPiece = ({ component }: Workload): boolean => pieceNames.some((name) => name === component);
const ofKind = (manifests: readonly Manifest[], kind: string) =>
  manifests.filter((manifest) => manifest.kind === kind);
const labelsOf = (component: string) => ({
  'app.kubernetes.io/name': 'outlay',
  'app.kubernetes.io/instance': 'outlay',
  'app.kubernetes.io/component': component,
});

test('every pod keeps the restricted Pod Security Standard, on a root that can’t be written', () => {
  // Both write their settings beside their programs when they start.
  const writable = new Set(['kafka', 'rabbitmq']);
  everyWorkload(({ pod, component }, container, where) => {
    const { runAsNonRoot, runAsUser, seccompProfile } = pod.securityContext;
    assert.deepEqual([runAsNonRoot, seccompProfile], [true, { type: 'RuntimeDefault' }], where);
    assert.ok(Number(runAsUser) > 0, where);
    assert.deepEqual(
      container.securityContext,
      {
        allowPrivilegeEscalation: false,
        privileged: false,
        readOnlyRootFilesystem: !writable.has(component),
        capabilities: { drop: ['ALL'] },
      },
      where,
    );
  });
});

test('no pod has a token for Kubernetes, or variables that Kubernetes makes up', () => {
  everyWorkload(({ pod }, _container, where) => {
    assert.deepEqual(
      [pod.automountServiceAccountToken, pod.enableServiceLinks],
      [false, false],
      where,
    );
  });
  for (const manifests of all.values()) {
    for (const account of ofKind(manifests, 'ServiceAccount')) {
      assert.equal(account.automountServiceAccountToken, false);
    }
  }
});

test('every container says what it needs and what it may take', () => {
  everyWorkload((_workload, { resources }, where) => {
    for (const amounts of [resources.requests, resources.limits]) {
      assert.ok(amounts.cpu && amounts.memory, where);
    }
  });
});

test('every container that stays is asked how it is; a piece by what the question means', () => {
  everyWorkload((workload, container, where) => {
    const { startupProbe, livenessProbe, readinessProbe } = container;
    const probes = [startupProbe, livenessProbe, readinessProbe];
    if (workload.manifest.kind === 'Job')
      assert.deepEqual(probes, [undefined, undefined, undefined]);
    else
      assert.ok(
        probes.every((probe) => probe?.httpGet ?? probe?.exec ?? probe?.tcpSocket),
        where,
      );
    if (!isPiece(workload)) return;
    assert.deepEqual(
      probes.map((probe) => probe?.httpGet),
      ['/startupz', '/livez', '/readyz'].map((path) => ({ path, port: 'http' })),
    );
  });
});

test('images are pinned, and one image serves every piece', () => {
  everyWorkload(({ manifest }, { image }, where) => {
    assert.match(image, /:v?\d+\.\d+(\.\d+)?$|@sha256:[0-9a-f]{64}$/, where);
    if (manifest.kind !== 'StatefulSet') assert.match(image, /(^|\/)outlay[:@]/, where);
  });
});

test('a pod is given the time to drain, and drains longer than a connection idles', () => {
  everyWorkload((workload, { env = [] }, where) => {
    if (!isPiece(workload)) return;
    const ms = (name: string) => Number(env.find((one) => one.name === name)?.value);
    assert.ok(ms('DRAIN_DELAY_MS') > ms('KEEP_ALIVE_MS'), where);
    const graceMs = Number(workload.pod.terminationGracePeriodSeconds) * 1_000;
    assert.ok(graceMs > ms('DRAIN_DELAY_MS') + ms('DRAIN_MS'), where);
  });
});

test('an authority of one’s own is believed by every piece and Job, from a file that can’t be written', () => {
  const told = ({ env = [] }: Container) => env.find(({ name }) => name === 'NODE_EXTRA_CA_CERTS');
  everyWorkload(({ pod, component }, container, where) => {
    const mount = container.volumeMounts?.find(({ name }) => name === 'ca-bundle');
    const volume = pod.volumes?.find(({ name }) => name === 'ca-bundle');
    if (!where.startsWith('external:')) {
      assert.deepEqual([told(container), mount, volume], [undefined, undefined, undefined], where);
      return;
    }
    const items = [{ key: 'ca.crt', path: 'bundle.pem' }];
    assert.deepEqual(volume?.configMap, { name: 'internal-ca', items }, component);
    assert.equal(mount?.readOnly, true, where);
    assert.equal(told(container)?.value, `${mount.mountPath}/bundle.pem`, where);
  });
});

test('ports are the same for the piece, its container, its Service and its probes', () => {
  for (const manifests of all.values()) {
    const services = ofKind(manifests, 'Service');
    for (const { component, labels, pod } of workloads(manifests).filter(isPiece)) {
      const [{ env = [], ports = [] }] = pod.containers;
      const told = (name: string) => Number(env.find((one) => one.name === name)?.value);
      const named = Object.fromEntries(ports.map((port) => [port.name, port.containerPort]));
      assert.deepEqual(named, { http: told('PORT'), metrics: told('METRICS_PORT') });
      const [service, ...others] = services.filter(({ spec }) =>
        fits(labels, spec['selector'] as Record<string, string>),
      );
      assert.equal(others.length, 0);
      const { ports: open } = service!.spec as { ports: { name: string; targetPort: string }[] };
      assert.deepEqual(
        open.map(({ name, targetPort }) => [name, targetPort]),
        [
          ['http', 'http'],
          ['metrics', 'metrics'],
        ],
        component,
      );
    }
  }
});

test('autoscalers, budgets and spreads are each of their own piece’s pods', () => {
  const manifests = all.get('minimal')!;
  for (const workload of workloads(manifests).filter(isPiece)) {
    const { component, labels, pod, manifest } = workload;
    const own = (one: Manifest) => one.metadata.labels['app.kubernetes.io/component'] === component;
    const autoscaler = ofKind(manifests, 'HorizontalPodAutoscaler').find(own);
    const { scaleTargetRef, minReplicas, maxReplicas, metrics } = autoscaler!.spec as Autoscaler;
    assert.equal(scaleTargetRef.name, manifest.metadata.name);
    assert.ok(minReplicas >= 2 && maxReplicas > minReplicas);
    // Memory says nothing about load: Node keeps what it once had.
    const target = { type: 'Utilization', averageUtilization: 70 };
    assert.deepEqual(metrics, [{ type: 'Resource', resource: { name: 'cpu', target } }]);
    assert.ok(!('replicas' in manifest.spec), 'the autoscaler’s to say');
    const budget = ofKind(manifests, 'PodDisruptionBudget').find(own);
    assert.deepEqual(budget?.spec['selector'], { matchLabels: labelsOf(component) });
    assert.deepEqual(
      pod.topologySpreadConstraints?.map(({ topologyKey }) => topologyKey),
      ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'],
    );
    for (const { labelSelector } of pod.topologySpreadConstraints ?? []) {
      assert.deepEqual(labelSelector.matchLabels, labelsOf(component));
      assert.ok(fits(labels, labelSelector.matchLabels));
    }
  }
  const fixed = workloads(all.get('fixed')!).filter(isPiece);
  assert.deepEqual([...new Set(fixed.map(({ manifest }) => manifest.spec['replicas']))], [3]);
});

type Autoscaler = {
  scaleTargetRef: { name: string };
  minReplicas: number;
  maxReplicas: number;
  metrics: object[];
};

test('a database is brought up to date before anything of a new version starts', () => {
  const jobs = ofKind(all.get('external')!, 'Job');
  assert.deepEqual(
    jobs.map(({ metadata }) => metadata.name).toSorted(),
    subgraphs.map((name) => `outlay-migrate-${name}`).toSorted(),
  );
  for (const { metadata } of jobs) {
    assert.equal(metadata.annotations?.['helm.sh/hook'], 'pre-install,pre-upgrade');
  }
  // A bundled PostgreSQL is not there before the install, so the pieces migrate then.
  for (const { metadata } of ofKind(all.get('bundled')!, 'Job')) {
    assert.equal(metadata.annotations?.['helm.sh/hook'], 'pre-upgrade');
  }
  const migrates = (values: ValuesFile) =>
    workloads(all.get(values)!)
      .filter(({ component }) => subgraphs.some((name) => name === component))
      .map(({ pod }) => pod.containers[0].env?.find(({ name }) => name === 'MIGRATE')?.value);
  for (const values of ['minimal', 'external', 'kong'] as const) {
    assert.deepEqual(new Set(migrates(values)), new Set(['off']), values);
  }
  // Without the Jobs nobody else would.
  for (const values of ['bundled', 'fixed'] as const) {
    assert.deepEqual(new Set(migrates(values)), new Set(['on']), values);
  }
  const words = [...jobs, ...ofKind(all.get('external')!, 'Deployment')].map((job) => {
    const [{ component, pod }] = workloads([job]) as [Workload];
    return [component, pod.containers[0].args?.join('-')];
  });
  for (const [component, args] of words) assert.equal(args, component as PieceName);
});

test('an Ingress leads to the gateway, and to what is meant for people outside alone', () => {
  const paths = (values: ValuesFile) =>
    ofKind(all.get(values)!, 'Ingress').flatMap(({ spec }) =>
      (spec as Ingress).rules.flatMap(({ http }) =>
        http.paths.map(({ path, pathType, backend: { service } }) => {
          assert.deepEqual(service, { name: 'outlay-gateway', port: { name: 'http' } });
          return `${pathType} ${path}`;
        }),
      ),
    );
  assert.deepEqual(paths('external'), ['Exact /graphql'], 'GRAPHIQL is off there');
  assert.deepEqual(paths('kong'), ['Exact /graphql', 'Exact /', 'Prefix /graphiql']);
});

type Ingress = {
  rules: {
    http: {
      paths: {
        path: string;
        pathType: string;
        backend: { service: { name: string; port: { name: string } } };
      }[];
    };
  }[];
};
