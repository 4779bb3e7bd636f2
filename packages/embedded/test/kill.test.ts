import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import postgres from 'postgres';
import { silent } from '../src/logger.ts';
import { startPostgres } from '../src/postgres-server.ts';
import { isAlive, startApp, until, workshop } from './apps.ts';

async function storedRows(url: string): Promise<Set<number>> {
  const sql = postgres(url, { max: 1 });
  const rows = await sql<Array<{ id: number }>>`select id::int from kept`;
  await sql.end();
  return new Set(rows.map((row) => row.id));
}

for (const alsoThePostmaster of [false, true]) {
  const what = alsoThePostmaster ? 'the app and then its postmaster' : 'the app';
  test(`kill -9 of ${what}: what was acknowledged is there, and one engine runs`, async () => {
    await using place = await workshop();
    const app = startApp({ ...place, rows: true });
    const before = await app.ready();
    await until(() => app.acknowledged.length > 50);
    await app.end('SIGKILL');
    assert.ok(isAlive(before.pid), 'the engine outlives its app');
    if (alsoThePostmaster) process.kill(before.pid, 'SIGKILL');

    await using server = await startPostgres({ ...place, logger: silent });
    await until(() => !isAlive(before.pid));
    const stored = await storedRows(server.adminUrl);
    const lost = app.acknowledged.filter((id) => !stored.has(id));
    assert.deepEqual(lost, []);
    const recorded = await readFile(join(place.dataDir, 'data/postmaster.pid'), 'utf8');
    assert.equal(Number.parseInt(recorded, 10), server.pid);
    assert.equal(server.port, before.port);
  });
}

test('backends that outlive a killed postmaster are waited for', async () => {
  await using place = await workshop();
  const app = startApp({ ...place });
  const before = await app.ready();
  const sql = postgres(before.adminUrl, { max: 1, onclose: () => {} });
  const [backend] = await sql<Array<{ pid: number }>>`select pg_backend_pid() as pid`;
  await app.end('SIGKILL');
  process.kill(backend!.pid, 'SIGSTOP');
  process.kill(before.pid, 'SIGKILL');
  const starting = startPostgres({ ...place, logger: silent });
  await until(async () => {
    const words = await readFile(join(place.dataDir, 'start.log'), 'utf8');
    return words.includes('still in use');
  });
  process.kill(backend!.pid, 'SIGCONT');
  await using server = await starting;
  assert.ok(isAlive(server.pid));
  await sql.end({ timeout: 0 });
});

test('a postmaster that is killed under a living app comes back on its port', async () => {
  await using place = await workshop();
  await using server = await startPostgres({ ...place, logger: silent });
  const sql = postgres(server.adminUrl, { max: 1 });
  await sql`create table t as select 1 as one`;
  const { pid } = server;
  process.kill(pid, 'SIGKILL');
  await until(() => server.pid !== pid);
  const ask = () => sql`select one from t`.catch(() => undefined);
  await until(ask);
  assert.equal((await ask())?.[0]?.['one'], 1);
  await sql.end();
  await server.stop();
  assert.ok(!isAlive(server.pid));
});

test('Ctrl-C in the terminal does not reach the engine', async () => {
  await using place = await workshop();
  await using server = await startPostgres({ ...place, logger: silent, durable: false });
  const group = spawn('ps', ['-o', 'pgid=', '-p', String(server.pid)]);
  let text = '';
  group.stdout.on('data', (data) => (text += data));
  await until(() => group.exitCode === 0);
  assert.equal(Number(text), server.pid);
});

test('process.exit without stop leaves no engine behind', async () => {
  await using place = await workshop();
  const url = new URL('../src/postgres-server.ts', import.meta.url).href;
  const options = JSON.stringify({ ...place, durable: false });
  const source = `import { startPostgres } from '${url}';
    const { pid } = await startPostgres({ ...${options}, logger: { info() {}, warn() {}, error() {} } });
    process.stdout.write(String(pid), () => process.exit(0));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source]);
  let pid = '';
  child.stdout.on('data', (data) => (pid += data));
  await until(() => child.exitCode === 0);
  assert.match(pid, /^\d+$/);
  await until(() => !isAlive(Number(pid)));
});

test('a process id that now belongs to a stranger stops nobody and hinders nothing', async () => {
  await using place = await workshop();
  const app = startApp({ ...place, durable: false });
  const { pid } = await app.ready();
  await app.end('SIGKILL');
  const file = join(place.dataDir, 'data/postmaster.pid');
  const recorded = await readFile(file, 'utf8');
  const { uid, gid } = await stat(file);
  process.kill(pid, 'SIGKILL');
  await until(() => !isAlive(pid));
  const stranger = spawn('sleep', ['60'], process.getuid!() === 0 ? { uid, gid } : {});
  await until(() => stranger.pid);
  await writeFile(file, recorded.replace(/^\d+/, String(stranger.pid)));
  await using server = await startPostgres({ ...place, logger: silent, durable: false });
  assert.ok(isAlive(server.pid));
  assert.equal(stranger.exitCode, null);
  assert.equal(stranger.signalCode, null);
  stranger.kill();
});

test('the engine of a copied data directory is left alone', async () => {
  await using original = await workshop();
  await using copy = await workshop();
  await using server = await startPostgres({ ...original, logger: silent, durable: false });
  const { pid } = server;
  // Copied while it runs, so the copy's postmaster.pid names the original's engine.
  await mkdir(copy.dataDir, { recursive: true });
  const cp = spawn('cp', ['-a', `${original.dataDir}/.`, copy.dataDir], { stdio: 'ignore' });
  await until(() => cp.exitCode === 0);
  await using second = await startPostgres({ ...copy, logger: silent, durable: false });
  assert.notEqual(second.port, server.port);
  assert.equal(server.pid, pid);
  assert.ok(isAlive(pid));
});
