import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import test, { suite } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeDataFolder, makeOwnFile } from '../src/data-folder.ts';
import { keptSecrets } from '../src/secrets.ts';

const nobody = 65_534;
const skip = process.getuid?.() !== 0 && 'needs root';

suite('what root makes in a folder of a plain user', { skip }, () => {
  test('is that user’s, who may start Outlay next', async () => {
    await using home = await folderOf(nobody);
    const data = join(home.path, 'deep', '.outlay');
    // As it is named by default: from where npm was called.
    await makeDataFolder(relative('', data));
    keptSecrets(data);
    makeOwnFile(join(data, 'messages.jsonl'));
    for (const name of ['..', '.', 'secrets.json', 'messages.jsonl']) {
      const { uid, gid } = await stat(join(data, name));
      assert.deepEqual([uid, gid], [nobody, nobody], name);
    }
    for (const name of ['secrets.json', 'messages.jsonl'])
      assert.equal((await stat(join(data, name))).mode & 0o777, 0o600, name);
  });

  test('is root’s in a folder of root, and what was there stays as it was', async () => {
    await using home = await folderOf(0);
    await using theirs = await folderOf(nobody);
    const data = join(home.path, '.outlay');
    await makeDataFolder(data);
    assert.equal((await stat(data)).uid, 0);
    const file = join(theirs.path, 'messages.jsonl');
    await writeFile(file, 'kept');
    await makeDataFolder(theirs.path);
    makeOwnFile(file);
    const { uid, size } = await stat(file);
    assert.deepEqual([uid, size], [0, 4]);
  });
});

// Under /proc no folder can be made, whoever asks, and Node's own recursive mkdir never ends there.
const noFolders = '/proc/outlay/data';

suite(
  'a data folder that can’t be used',
  { skip: !existsSync('/proc/self') && 'needs /proc' },
  () => {
    const outlay = (folder: string) =>
      spawnSync(process.execPath, [fileURLToPath(new URL('../src/main.ts', import.meta.url))], {
        env: { OUTLAY_DATA: folder, PORT: '0' },
        encoding: 'utf8',
      });

    test('ends the start with one line that names the variable and what to do', () => {
      const { status, stderr } = outlay(noFolders);
      assert.equal(status, 2);
      assert.match(
        stderr,
        /^OUTLAY_DATA names a folder that can't be made \(.*\/proc\/outlay.*\)\. Name one .*\n$/,
      );
    });

    test('does so too where it is there and takes no files', () => {
      const { status, stderr } = outlay('/proc');
      assert.equal(status, 2);
      assert.match(stderr, /^OUTLAY_DATA names a folder that can't be written to \(.*\)\. .*\n$/);
    });

    test('does so too where a file is in the way', () => {
      const { status, stderr } = outlay(fileURLToPath(import.meta.url));
      assert.equal(status, 2);
      assert.match(stderr, /^OUTLAY_DATA names a folder that can't be made \(EEXIST.*\)\. .*\n$/);
    });
  },
);

async function folderOf(user: number) {
  const path = await mkdtemp(join(tmpdir(), 'outlay-data-'));
  await chown(path, user, user);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
