import assert from 'node:assert/strict';
import { chmod, chown, cp, mkdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import test, { suite } from 'node:test';
import postgres from 'postgres';
import { installedBinaries } from '../src/binaries.ts';
import { silent } from '../src/logger.ts';
import { startPostgres } from '../src/postgres-server.ts';
import { startApp, workshop } from './apps.ts';

const nobody = { uid: 65_534, gid: 65_534 };
const skip = (process.platform !== 'linux' || process.getuid!() !== 0) && 'needs root, and /proc';

suite('who runs the engine', { skip }, () => {
  test('a plain user runs it as itself', async () => {
    await using place = await workshop();
    await chown(place.folder, nobody.uid, nobody.gid);
    await using app = startApp({ ...place }, nobody);
    const { pid } = await app.ready();
    assert.equal((await stat(`/proc/${pid}`)).uid, nobody.uid);
    assert.equal((await stat(join(place.dataDir, 'password'))).uid, nobody.uid);
  });

  test('root gives it to another user, and the files in reach of nobody else', async () => {
    await using place = await workshop();
    await using server = await startPostgres({ ...place, logger: silent, durable: false });
    assert.notEqual((await stat(`/proc/${server.pid}`)).uid, 0);
    assert.equal((await stat(join(place.dataDir, 'password'))).uid, 0);
    assert.equal((await stat(join(place.dataDir, 'data'))).mode & 0o777, 0o700);
  });

  test("root in a user's folder and that user share the data", async () => {
    await using place = await workshop();
    await chown(place.folder, nobody.uid, nobody.gid);
    const asRoot = await startPostgres({ ...place, logger: silent });
    await asRoot.stop();
    const asUser = startApp({ ...place }, nobody);
    assert.equal((await asUser.ready()).port, asRoot.port);
    await asUser.end('SIGKILL');
    await using again = await startPostgres({ ...place, logger: silent });
    assert.equal(again.port, asRoot.port);
  });

  test("a plain user is told when the data is somebody else's", async () => {
    await using place = await workshop();
    const asRoot = await startPostgres({ ...place, logger: silent, durable: false });
    await asRoot.stop();
    // User 1 (daemon) exists everywhere.
    const { code, message } = await startApp({ ...place }, { uid: 1, gid: 1 }).first;
    assert.equal(code, 'PERMISSION');
    assert.match(
      message ?? '',
      /^The data in .* belongs to user 65534 .*sudo chown -R 1:1 [^\n]+$/,
    );
  });

  test('a plain user is told when the folder is not writable', async () => {
    await using place = await workshop();
    const { code, message } = await startApp({ ...place }, nobody).first;
    assert.equal(code, 'PERMISSION');
    assert.match(message ?? '', /permission denied/);
  });

  test('data that root restored is handed over', async () => {
    await using place = await workshop();
    await using copy = await workshop();
    const first = await startPostgres({ ...place, logger: silent });
    const sql = postgres(first.adminUrl, { max: 1 });
    await sql`create table t as select 1 as one`;
    await sql.end();
    await first.stop();
    await cp(place.dataDir, copy.dataDir, { recursive: true });
    assert.equal((await stat(join(copy.dataDir, 'data'))).uid, 0);
    await using second = await startPostgres({ ...copy, logger: silent });
    const again = postgres(second.adminUrl, { max: 1 });
    assert.deepEqual([...(await again`select one from t`)], [{ one: 1 }]);
    await again.end();
  });
});

suite('a checkout that the engine cannot read', { skip }, () => {
  test('binaries are copied, data is kept elsewhere and found again', async () => {
    await using place = await workshop(0o700);
    const binariesDir = join(place.folder, 'native');
    await copyWithoutLinks(binariesDir);
    const lines: string[] = [];
    const logger = { ...silent, info: (line: string) => void lines.push(line) };
    const options = { ...place, binariesDir, logger, durable: false };

    const first = await startPostgres(options);
    const elsewhere = (await readFile(join(place.dataDir, 'location'), 'utf8')).trim();
    assert.ok(elsewhere.startsWith(place.fallbackRoot));
    assert.deepEqual(lines, [
      `PostgreSQL runs as user 65534, who can't reach ${place.dataDir}: the data is kept in ${elsewhere}`,
    ]);
    const program = await readlink(`/proc/${first.pid}/exe`);
    assert.ok(program.startsWith(join(elsewhere, 'binaries')), program);
    const sql = postgres(first.adminUrl, { max: 1 });
    await sql`create table t as select 1 as one`;
    await sql.end();
    await first.stop();

    const second = await startPostgres(options);
    const again = postgres(second.adminUrl, { max: 1 });
    assert.deepEqual([...(await again`select one from t`)], [{ one: 1 }]);
    await again.end();
    await second.stop();

    await rm(elsewhere, { recursive: true });
    await assert.rejects(startPostgres(options), { code: 'DATA_MISSING' });
  });

  test('a plain user whose node_modules lacks the links gets a copy that has them', async () => {
    await using place = await workshop();
    const binariesDir = join(place.folder, 'modules', 'native');
    await copyWithoutLinks(binariesDir);
    const home = join(place.folder, 'home');
    await mkdir(home);
    await chown(home, nobody.uid, nobody.gid);
    const dataDir = join(home, 'postgres');
    await using app = startApp({ dataDir, binariesDir, durable: false }, nobody);
    const { pid } = await app.ready();
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    assert.ok(command.startsWith(join(dataDir, 'binaries')), command);
  });
});

/** The npm package as it is where its install script was blocked. */
async function copyWithoutLinks(to: string): Promise<void> {
  await cp(installedBinaries(), to, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !path.endsWith('.a'),
  });
  const links = JSON.parse(await readFile(join(to, 'pg-symlinks.json'), 'utf8'));
  for (const { target } of links as Array<{ target: string }>) {
    await rm(join(to, '..', target), { force: true });
  }
  await chmod(to, 0o755);
}
