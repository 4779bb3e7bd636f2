import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { kafkaJars } from '@outlay/testkit/engines/kafka-jars.ts';
import { programPath } from '@outlay/testkit/engines/programs.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { render } from '../../src/chart/helm.ts';
import { readManifests, workloads } from '../../src/chart/manifest.ts';
import { loadCompose, readVariables } from '../../src/compose.ts';
import { fileText } from '../../src/root.ts';

/** What an engine is started with, by docker-compose.yml and by the chart. */
type Settings = {
  readonly image: string;
  readonly environment: Record<string, string>;
  readonly args: string[];
};

const password = 'x'.repeat(64);
let all: Record<'compose' | 'chart', (engine: string) => Settings>;
before(async () => {
  const example = Object.entries(readVariables(fileText('docker/.env.example')));
  const variables = Object.fromEntries(example.map(([name, value]) => [name, value || password]));
  const { services } = await loadCompose(variables, fileText('docker-compose.yml'));
  const bundled = workloads(readManifests(await render('bundled')));
  all = {
    compose: (engine) => {
      const { image, environment, command } = services[engine]!;
      return { image, environment, args: command ?? [] };
    },
    chart: (engine) => {
      const { pod } = bundled.find(({ component }) => component === engine)!;
      const [{ image, env = [], args = [] }] = pod.containers;
      const given = env.map(({ name, value }) => [name, value ?? password] as const);
      const filled = args.map((arg) => arg.replace(/^\$\(\w+\)$/, password));
      return { image, environment: Object.fromEntries(given), args: filled };
    },
  };
});

/** The image makes `a.b_c` of KAFKA_A_B__C; ours have no underscore in them. */
const property = (variable: string): string =>
  variable.replace('KAFKA_', '').toLowerCase().replaceAll('_', '.');

for (const where of ['compose', 'chart'] as const) {
  test(`${where}: Kafka knows every setting that it is given, and would start with them`, async () => {
    const { image, environment } = all[where]('kafka');
    const java = await programPath({ name: 'java', debianPackage: 'openjdk-17-jre-headless' });
    const jars = await kafkaJars(image.split(':')[1]!);
    const run = (main: string, ...args: string[]) =>
      execFileSync(java, ['-Xmx256m', '-cp', join(jars, '*'), main, ...args], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        maxBuffer: 16 * 1024 * 1024,
      });
    const { CLUSTER_ID: cluster, KAFKA_HEAP_OPTS: heap, ...variables } = environment;
    assert.match(heap ?? '', /-Xmx\d+m/);
    const known = new Set(
      [...run('kafka.server.KafkaConfig').matchAll(/<a id="([a-z.]+)">/g)].map(([, name]) => name),
    );
    assert.ok(known.size > 200);
    const settings = Object.entries(variables).map(([name, value]) => [property(name), value]);
    assert.ok(settings.length > 10);
    assert.deepEqual(
      settings.filter(([name]) => !known.has(name)),
      [],
    );

    const folder = mkdtempSync(join(tmpdir(), 'outlay-kafka-'));
    try {
      const lines = settings.map(
        ([name, value]) => `${name}=${name === 'log.dirs' ? folder : value}`,
      );
      writeFileSync(join(folder, 'server.properties'), lines.join('\n'));
      // Formatting reads the whole configuration as the broker does, and refuses what goes together wrongly.
      const format = [
        'format',
        '--cluster-id',
        cluster!,
        '--config',
        join(folder, 'server.properties'),
      ];
      assert.match(run('kafka.tools.StorageTool', ...format), /Formatting/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test(`${where}: Redis takes its settings, and nobody without the password`, async () => {
    const [program, ...args] = all[where]('redis').args;
    assert.equal(program, 'redis-server');
    const server = await programPath({ name: 'redis-server', debianPackage: 'redis-server' });
    const client = await programPath({ name: 'redis-cli', debianPackage: 'redis-tools' });
    const port = String(await freePort());
    const redis = spawn(server, [
      ...args,
      '--port',
      port,
      '--bind',
      '127.0.0.1',
      '--dir',
      tmpdir(),
    ]);
    const closed = once(redis, 'close');
    try {
      const ask = (REDISCLI_AUTH: string) =>
        execFileSync(client, ['-p', port, 'ping'], {
          env: { REDISCLI_AUTH },
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'pipe'],
        });
      await eventually(() => assert.equal(ask(password), 'PONG\n') ?? true);
      assert.match(ask('another'), /NOAUTH|WRONGPASS/);
    } finally {
      redis.kill();
      await closed;
    }
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
