import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { lint, render, template, validateManifests, valuesFiles } from '../../src/chart/helm.ts';
import { type Manifest, readManifests, workloads } from '../../src/chart/manifest.ts';
import { kongFile, kongPlugins } from '../../src/kong.ts';
import { fileText } from '../../src/root.ts';

for (const values of valuesFiles) {
  test(`${values}: Helm has nothing to say against it, and Kubernetes takes it`, async () => {
    const { ok, out, err } = await lint(values);
    assert.ok(ok && !/\[(WARNING|ERROR)\]/.test(out), out + err);
    const verdict = await validateManifests(await render(values));
    assert.ok(verdict.ok, verdict.out + verdict.err);
  });
}

test('Kubernetes is asked strictly: what it does not know, what it misses, what is of a wrong type is refused', async () => {
  const good = await render('minimal');
  const spoilt: [was: string, is: string][] = [
    ['readOnlyRootFilesystem', 'readOnlyRootFileSystem'],
    ['terminationGracePeriodSeconds: 21', 'terminationGracePeriodSeconds: long'],
    ['maxReplicas: 6', 'mostReplicas: 6'],
    ['scaleTargetRef:', 'scaleTarget:'],
    ['kind: HorizontalPodAutoscaler', 'kind: Autoscaler'],
  ];
  for (const [was, is] of spoilt) {
    assert.ok(good.includes(was), was);
    assert.ok(!(await validateManifests(good.replace(was, is))).ok, is);
  }
});

test('nothing is rendered without the Secret’s name', async () => {
  for (const values of [undefined, 'minimal'] as const) {
    const { ok, err } = await template(values, ['secrets.existingSecret=']);
    assert.ok(!ok);
    assert.match(err, /secrets\.existingSecret must name the Secret/);
  }
});

test('wrong values are refused, each with its place', async () => {
  const wrong: [set: string, told: RegExp][] = [
    ['sevices.ledger.replicas=1', /additional properties 'sevices' not allowed/],
    ['services.billing.replicas=1', /additional properties 'billing' not allowed/],
    ['services.ledger.replica=1', /additional properties 'replica' not allowed/],
    ['services.ledger.replicas=many', /\/services\/ledger\/replicas'.*want integer/],
    ['services.auth.env.MASTER_KEY=secret', /invalid propertyName 'MASTER_KEY'/],
    ['services.gateway.env.DRAIN_MS=1', /invalid propertyName 'DRAIN_MS'/],
    ['services.gateway.env.CONCURENCY_MAX=9', /invalid propertyName 'CONCURENCY_MAX'/],
    ['services.gateway.env.DATABASE_POOL_MAX=9', /invalid propertyName 'DATABASE_POOL_MAX'/],
    ['services.auth.env.CORS_ORIGINS=x', /invalid propertyName 'CORS_ORIGINS'/],
    ['defaults.env.LOG_LEVL=debug', /invalid propertyName 'LOG_LEVL'/],
    // No policy would let anybody get there.
    ['services.user.env.OTEL_EXPORTER_OTLP_ENDPOINT=x', /'OTEL_EXPORTER_OTLP_ENDPOINT'/],
    ['defaults.env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=x', /'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'/],
    ['image.tag=latest', /\/image\/tag'/],
    ['image.digest=sha256:12', /\/image\/digest'/],
    ['bundled.redis.image=redis:latest', /\/bundled\/redis\/image'/],
    ['bundled.postgres.image=postgres', /\/bundled\/postgres\/image'/],
    ['secrets.existingSecret=Not a name', /\/secrets\/existingSecret'/],
    ['secrets.keys.masterKey=', /\/secrets\/keys\/masterKey'/],
    ['defaults.resources.limits=null', /\/defaults\/resources/],
    ['defaults.resources.limits.memory=lots', /\/defaults\/resources\/limits\/memory'/],
    ['caBundle.existingConfigMap=Not a name', /\/caBundle\/existingConfigMap'/],
    ['caBundle.key=', /\/caBundle\/key'/],
    ['ports.http=80', /\/ports\/http'/],
    ['ingress.host=under_score', /\/ingress\/host'/],
    ['ingress.kong.plugins.jwt.x=1', /invalid propertyName 'jwt'/],
    ['telemetry.otlpEndpoint=collector:4318', /\/telemetry\/otlpEndpoint'/],
    ['services.user.drain.delayMs=5000', /services\.user\.drain: delayMs must be more than/],
    ['services.user.autoscaling.minReplicas=9', /services\.user\.autoscaling: minReplicas/],
  ];
  for (const [set, told] of wrong) {
    const { ok, err } = await template('minimal', [set]);
    assert.ok(!ok, `${set} was taken`);
    assert.match(err, told, set);
  }
});

test('a piece may be given what it reads, and all may be given what some piece reads', async () => {
  await render('minimal', [
    'services.gateway.env.CORS_ORIGINS=https://app.example.org',
    'services.ledger.env.FAST_PATH=off',
    'services.ledger.env.OTEL_TRACES_SAMPLER=always_on',
    'defaults.env.OPERATOR_EMAILS=someone@example.org',
    'defaults.env.NODE_OPTIONS=--max-semi-space-size=32',
  ]);
});

test('what the chart sets itself can’t be set beside it', async () => {
  type Schema = { definitions: Record<string, { enum?: string[] }> };
  const { definitions } = JSON.parse(fileText('helm/outlay/values.schema.json')) as Schema;
  for (const { component, pod } of workloads(readManifests(await render('minimal')))) {
    const settable = definitions[`${component.replace('migrate-', '')}Setting`]?.enum ?? [];
    assert.ok(settable.includes('LOG_LEVEL'), component);
    for (const { name } of pod.containers[0].env ?? []) {
      assert.ok(!settable.includes(name), `${component}: ${name}`);
    }
  }
});

test('what is installed is what was asked for', async () => {
  const counts = async (...asked: Parameters<typeof render>) => {
    const manifests = readManifests(await render(...asked));
    return Object.fromEntries(
      [...Map.groupBy(manifests, ({ kind }) => kind)].map(([kind, all]) => [kind, all.length]),
    );
  };
  const pieces = { Deployment: 6, Service: 6 };
  const scaled = { HorizontalPodAutoscaler: 6, PodDisruptionBudget: 6 };
  const minimal = { ...pieces, ...scaled, Job: 5, NetworkPolicy: 8, ServiceAccount: 1 };
  assert.deepEqual(await counts('minimal'), minimal);
  const extra = { Ingress: 1, ServiceMonitor: 1, PrometheusRule: 1, ConfigMap: 1 };
  assert.deepEqual(await counts('external'), { ...minimal, ...extra });
  assert.deepEqual(await counts('kong'), { ...minimal, Ingress: 1, KongPlugin: 4 });
  assert.deepEqual(await counts('fixed'), { ...pieces, PodDisruptionBudget: 6 });
  assert.deepEqual(await counts('dedicated'), minimal);
  const engines = { Service: 10, StatefulSet: 4, ConfigMap: 1, NetworkPolicy: 12 };
  const bundled = { Deployment: 6, Job: 5, ServiceAccount: 1, ...engines };
  assert.deepEqual(await counts('bundled'), bundled);
  const parts = [
    'ingress',
    'monitoring.serviceMonitor',
    'monitoring.alerts',
    'monitoring.dashboard',
  ];
  const left = await counts(
    'external',
    parts.map((part) => `${part}.enabled=false`),
  );
  assert.deepEqual(left, minimal);
});

test('every object has the recommended labels, and a name of its own', async () => {
  for (const values of valuesFiles) {
    const manifests = readManifests(await render(values));
    const names = manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    assert.equal(new Set(names).size, names.length);
    for (const { kind, metadata } of manifests) {
      const labels = new Set(Object.keys(metadata.labels).map((name) => name.split('/').at(-1)));
      for (const label of ['name', 'instance', 'component', 'version', 'part-of', 'managed-by']) {
        assert.ok(labels.has(label), `${kind} ${metadata.name}: ${label}`);
      }
      assert.ok(metadata.name.startsWith('outlay'), metadata.name);
    }
  }
});

test('the version of the chart is that of the project', () => {
  const chart = parse(fileText('helm/outlay/Chart.yaml')) as {
    version: string;
    appVersion: string;
  };
  const { version } = JSON.parse(fileText('package.json')) as { version: string };
  assert.deepEqual([chart.version, chart.appVersion], [version, version]);
});

test('engines are of the versions that docker-compose.yml has', () => {
  const { bundled } = parse(fileText('helm/outlay/values.yaml')) as {
    bundled: Record<string, { image?: string }>;
  };
  const { services } = parse(fileText('docker-compose.yml'), { merge: true }) as {
    services: Record<string, { image: string }>;
  };
  for (const engine of ['postgres', 'kafka', 'redis', 'rabbitmq']) {
    assert.equal(bundled[engine]?.image, services[engine]?.image, engine);
  }
});

test('Kong does on Kubernetes what docker/kong.yml has it do', async () => {
  const file = kongFile.parse(parse(fileText('docker/kong.yml')));
  const manifests = readManifests(await render('kong'));
  const plugins = manifests.filter(({ kind }) => kind === 'KongPlugin') as KongPlugin[];
  const configs = Object.fromEntries(plugins.map(({ plugin, config }) => [plugin, config]));
  const { prometheus, ...rest } = file.plugins;
  assert.ok(prometheus, 'which Kong’s own chart switches on');
  const cors = { ...rest.cors, origins: ['https://app.example.org'] };
  assert.deepEqual(kongPlugins.partial().parse(configs), { ...rest, cors });

  const ingress = manifests.find(({ kind }) => kind === 'Ingress');
  const annotations = ingress?.metadata.annotations ?? {};
  const named = annotations['konghq.com/plugins']?.split(',');
  assert.deepEqual(named?.toSorted(), plugins.map(({ metadata }) => metadata.name).toSorted());
  assert.equal(
    annotations['konghq.com/strip-path'],
    String(file.services[0].routes[0]?.strip_path),
  );
  const service = manifests.find(
    ({ kind, metadata }) => kind === 'Service' && metadata.name === 'outlay-gateway',
  );
  assert.deepEqual(service?.metadata.annotations, {
    'konghq.com/retries': String(file.services[0].retries),
    'konghq.com/connect-timeout': String(file.services[0].connect_timeout),
    'konghq.com/read-timeout': String(file.services[0].read_timeout),
    'konghq.com/write-timeout': String(file.services[0].write_timeout),
  });
});

type KongPlugin = Manifest & { readonly plugin: string; readonly config: unknown };
