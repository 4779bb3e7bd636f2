import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A folder like the image's, whose modules are the given sources. */
async function folder(modules: Record<string, string>) {
  const path = await mkdtemp(join(tmpdir(), 'outlay-command-'));
  const files = ['docker/outlay.mjs', ...Object.keys(modules)];
  for (const file of files) await mkdir(dirname(join(path, file)), { recursive: true });
  await copyFile(join(root, 'docker/outlay.mjs'), join(path, 'docker/outlay.mjs'));
  await writeFile(join(path, 'package.json'), '{ "type": "module" }');
  for (const [file, source] of Object.entries(modules)) await writeFile(join(path, file), source);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

function outlay(path: string, args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(path, 'docker/outlay.mjs'), ...args], { env });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, out, err }));
  return { child, ended };
}

test('a word runs its module in this very process, with the rest as its arguments', async () => {
  await using place = await folder({
    'subgraphs/reporting/src/rebuild.ts':
      'console.log(process.ppid, process.pid, ...process.argv.slice(1)); process.exitCode = 1 as number;',
  });
  const { child, ended } = outlay(place.path, ['rebuild', '--check']);
  const { code, out } = await ended;
  const module = join(place.path, 'subgraphs/reporting/src/rebuild.ts');
  assert.equal(out, `${process.pid} ${child.pid} ${module} --check\n`);
  assert.equal(code, 1);
});

test('migrate takes the name of a subgraph, and nothing else', async () => {
  await using place = await folder({
    'subgraphs/ledger/src/migrate.ts': 'console.log("migrated", ...process.argv.slice(2));',
  });
  assert.equal((await outlay(place.path, ['migrate', 'ledger', 'x']).ended).out, 'migrated x\n');
  for (const wrong of [[], ['gateway'], ['rebuild'], ['../ledger']]) {
    const { code, err } = await outlay(place.path, ['migrate', ...wrong]).ended;
    assert.equal(code, 2, wrong[0]);
    assert.match(err, /^Say which subgraph: outlay migrate ledger,/);
  }
});

test('a word that is none is refused with what there is', async () => {
  for (const word of ['legder', 'toString', '']) {
    const { code, err } = await outlay(root, [word]).ended;
    assert.equal(code, 2);
    assert.ok(err.startsWith(`There is no "${word}" here.\n\nUsage: outlay <command>`), err);
  }
});

test('a piece that is told to stop while it loads stops at once', async () => {
  // A container's first process would get no signal at all that it takes no notice of.
  await using place = await folder({
    'gateway/src/main.ts':
      'console.log("loading"); setInterval(() => {}, 1_000); await new Promise(() => {});',
  });
  const { child, ended } = outlay(place.path, ['gateway']);
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  const { code, signal } = await ended;
  assert.deepEqual({ code, signal }, { code: 143, signal: null });
});

test('a piece that takes signals itself is left alone', async () => {
  await using place = await folder({
    'gateway/src/main.ts':
      'process.on("SIGTERM", () => setTimeout(() => process.exit(7), 50)); console.log("up"); setInterval(() => {}, 1_000);',
  });
  const { child, ended } = outlay(place.path, ['gateway']);
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  assert.equal((await ended).code, 7);
});

test('health is what /readyz says', async () => {
  const { createServer } = await import('node:http');
  let status = 200;
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/readyz' ? status : 404).end('{"problems":["x"]}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const PORT = String((server.address() as { port: number }).port);
  const first = await outlay(root, ['health'], { PORT }).ended;
  status = 503;
  const second = await outlay(root, ['health'], { PORT }).ended;
  server.close();
  assert.deepEqual([first.code, first.out], [0, '{"problems":["x"]}\n']);
  assert.deepEqual([second.code, second.out], [1, '{"problems":["x"]}\n']);
  const { code, err } = await outlay(root, ['health'], { PORT }).ended;
  assert.equal(code, 1);
  assert.match(err, /^Nothing answers at port \d+: .*ECONNREFUSED/);
});

test('every module that it names is there', async () => {
  const text = await readFile(join(root, 'docker/outlay.mjs'), 'utf8');
  const modules = text.match(/(?:subgraphs|gateway)\/[\w/-]+\.ts/g) ?? [];
  assert.ok(modules.length >= 8);
  for (const module of modules) await readFile(join(root, module));
});
