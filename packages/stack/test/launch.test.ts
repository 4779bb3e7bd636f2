import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('../launch.mjs', import.meta.url));

/** Makes the Node that starts the launcher look like an older one. */
const asNode20 =
  '--import=data:text/javascript,Object.defineProperty(process,"version",{value:"v20.1.0"})';

/** A project of its own around a copy of the launcher, with the given file as npm's Node. */
async function project(node?: 'none' | 'real' | 'broken') {
  const root = await mkdtemp(join(tmpdir(), 'outlay-launch-'));
  const stack = join(root, 'packages/stack');
  const bin = join(root, 'node_modules/node/bin');
  await mkdir(stack, { recursive: true });
  await copyFile(launcher, join(stack, 'launch.mjs'));
  if (node) await mkdir(bin, { recursive: true });
  if (node === 'real') await symlink(process.execPath, join(bin, 'node'));
  if (node === 'broken') await writeFile(join(bin, 'node'), '#!/bin/false\n', { mode: 0o755 });
  return {
    launcher: join(stack, 'launch.mjs'),
    async module(source: string) {
      const path = join(root, 'module.ts');
      await writeFile(path, source);
      return path;
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true }),
  };
}

function start(...args: string[]) {
  const child = spawn(process.execPath, args);
  const result = { code: 0 as number | null, out: '', err: '' };
  child.stdout.on('data', (data) => (result.out += data));
  child.stderr.on('data', (data) => (result.err += data));
  const ended = new Promise<typeof result>((resolve) =>
    child.once('close', (code) => resolve({ ...result, code })),
  );
  return { child, ended };
}

test('on Node 24 the module runs right here, with its own arguments', async () => {
  await using place = await project();
  const path = await place.module('console.log(JSON.stringify(process.argv.slice(1)) as string);');
  const { out, code } = await start(launcher, path, '--seed', '7').ended;
  assert.deepEqual(JSON.parse(out), [path, '--seed', '7']);
  assert.equal(code, 0);
});

test('on another Node the one from npm takes over, and its exit code is ours', async () => {
  await using place = await project('real');
  const path = await place.module(
    'console.log(process.version, process.argv[2]); process.exit(7 as number);',
  );
  const { out, code } = await start(asNode20, place.launcher, path, 'hello').ended;
  assert.equal(out, `${process.version} hello\n`);
  assert.equal(code, 7);
});

test('a signal reaches the module', async () => {
  await using place = await project('real');
  const path = await place.module(`
    process.on('SIGTERM', () => { console.log('asked to stop'); process.exit(3); });
    console.log('up');
    setInterval(() => {}, 1000);
  `);
  const { child, ended } = start(asNode20, place.launcher, path);
  child.stdout.once('data', () => child.kill('SIGTERM'));
  const { out, code } = await ended;
  assert.equal(out, 'up\nasked to stop\n');
  assert.equal(code, 3);
});

for (const { node, says } of [
  { node: undefined, says: /v20\.1\.0.*Run npm install, then start again/ },
  { node: 'none', says: /v20\.1\.0.*npm rebuild node --ignore-scripts=false/ },
  { node: 'broken', says: /v20\.1\.0.*doesn't run on this machine.*Run npm ci/ },
] as const) {
  test(`one clear line when npm's Node is ${node ?? 'not installed'}`, async () => {
    await using place = await project(node);
    const path = await place.module('console.log("ran");');
    const { out, err, code } = await start(asNode20, place.launcher, path).ended;
    assert.equal(out, '');
    assert.match(err, says);
    assert.equal(err.trim().split('\n').length, 1);
    assert.equal(code, 1);
  });
}
