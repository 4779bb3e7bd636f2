import assert from 'node:assert/strict';
import { test } from 'node:test';
import { render, valuesFiles } from '../../src/chart/helm.ts';
import { type Container, readManifests, workloads } from '../../src/chart/manifest.ts';
import {
  complaints,
  type PieceName,
  pieceNames,
  reads,
  secretVariables,
} from '../../src/pieces.ts';
import { fileText } from '../../src/root.ts';

/** What the Secret would hold, by its keys. */
const secret: Readonly<Record<string, string>> = {
  'gateway-secret': 'g'.repeat(32),
  'master-key': 'm'.repeat(32),
  'event-log-url': 'kafka://user:word@kafka.example.org:9093?ssl=true&sasl=scram-sha-512',
  'cache-url': 'rediss://:word@redis.example.org:6379',
  'queue-url': 'amqps://user:word@rabbitmq.example.org:5671',
  'smtp-url': 'smtps://user:word@mail.example.org:465',
  'redis-password': 'redisWord',
  'rabbitmq-password': 'rabbitWord',
  'postgres-password': 'adminWord',
  ...Object.fromEntries(
    ['auth', 'user', 'ledger', 'reporting', 'notification'].flatMap((name) => [
      [`${name}-database-url`, `postgres://${name}:word@db.example.org/${name}?sslmode=require`],
      [`${name}-database-password`, `${name}Word`],
    ]),
  ),
};

/** A container's environment as the kubelet makes it: keys looked up, then `$(NAME)` of those before. */
function environmentOf({ env = [] }: Container): Record<string, string> {
  const made: Record<string, string> = {};
  for (const { name, value, valueFrom } of env) {
    assert.ok(!(name in made), `${name} is there twice`);
    if (valueFrom) {
      assert.equal(valueFrom.secretKeyRef.name, 'outlay');
      const found = secret[valueFrom.secretKeyRef.key];
      assert.ok(found, `nobody makes the key ${valueFrom.secretKeyRef.key}`);
      made[name] = found;
    } else {
      made[name] = (value ?? '').replaceAll(/\$\(([A-Z_]+)\)/g, (_whole, other: string) => {
        assert.ok(other in made, `${name} needs ${other} before it`);
        return made[other]!;
      });
    }
  }
  return made;
}

/** Variables that are there for another one to be put together from. */
const parts = (env: Container['env']) =>
  new Set(
    (env ?? []).flatMap(({ value }) =>
      [...(value ?? '').matchAll(/\$\((\w+)\)/g)].map((m) => m[1]),
    ),
  );

/** Those that some piece reads. */
const engineVariables = [
  'DATABASE_URL',
  'EVENT_LOG_URL',
  'CACHE_URL',
  'QUEUE_URL',
  'MASTER_KEY',
].filter((name) => pieceNames.some((piece) => reads(piece, name)));

for (const values of valuesFiles) {
  test(`${values}: every piece takes the environment that it is given`, async () => {
    let seen = 0;
    for (const { component, pod } of workloads(readManifests(await render(values)))) {
      const [container] = pod.containers;
      const piece = component.replace('migrate-', '') as PieceName;
      if (!pieceNames.includes(piece)) continue;
      const once = component.startsWith('migrate-');
      const environment = environmentOf(container);
      const own = Object.entries(environment).filter(([name]) => !parts(container.env).has(name));
      assert.deepEqual(complaints(piece, Object.fromEntries(own), once ? 'migrate' : 'run'), []);
      seen += 1;
      if (once) continue;
      // What has a default would else be missed by nobody.
      for (const name of engineVariables) {
        if (reads(piece, name)) assert.ok(name in environment, `${piece}: ${name}`);
      }
    }
    assert.ok(seen >= 6);
  });

  test(`${values}: every secret comes from the Secret, and the chart holds none`, async () => {
    const text = await render(values);
    const manifests = readManifests(text);
    assert.deepEqual(
      manifests.filter(({ kind }) => kind === 'Secret'),
      [],
    );
    const variables = secretVariables();
    let seen = 0;
    for (const { component, pod } of workloads(manifests)) {
      const { env = [] } = pod.containers[0];
      for (const { name, value, valueFrom } of env) {
        if (!variables.has(name) && !/PASS|SECRET|KEY|AUTH$/.test(name)) continue;
        seen += 1;
        // A URL with nobody in it opens nothing.
        const harmless =
          valueFrom ?? (/\$\(\w+\)@|^\w+:\/\/[\w.:-]+$/.test(value ?? '') ? value : null);
        assert.ok(harmless, `${component}: ${name} stands in the manifest`);
      }
    }
    assert.ok(seen >= 15);
    for (const value of Object.values(secret)) assert.ok(!text.includes(value));
  });
}

test('what is bundled is to be had where the pieces look for it', async () => {
  const manifests = readManifests(await render('bundled'));
  const services = new Map(
    manifests
      .filter(({ kind }) => kind === 'Service')
      .map(({ metadata, spec }) => [
        metadata.name,
        (spec['ports'] as { port: number }[]).map(({ port }) => port),
      ]),
  );
  let seen = 0;
  for (const { component, pod } of workloads(manifests)) {
    for (const [name, value] of Object.entries(environmentOf(pod.containers[0]))) {
      if (!name.endsWith('_URL')) continue;
      const { hostname, port, username, password, pathname } = new URL(value);
      assert.ok(services.get(hostname)?.includes(Number(port)), `${component}: ${name}`);
      seen += 1;
      if (name !== 'DATABASE_URL') continue;
      const subgraph = component.replace('migrate-', '');
      const own = [subgraph, `${subgraph}Word`, `/${subgraph}`];
      assert.deepEqual([username, password, pathname], own);
    }
  }
  assert.ok(seen > 20);
});

test('the README names every key that the Secret must have', () => {
  const readme = fileText('helm/outlay/README.md');
  for (const key of Object.keys(secret)) assert.ok(readme.includes(key), key);
});
