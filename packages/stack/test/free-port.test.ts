import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test('a port that another program has ends the start at once, with one line', async () => {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'outlay-port-'));
  await using other = createServer();
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  try {
    const { status, stderr } = spawnSync(process.execPath, [main], {
      env: { OUTLAY_DATA: join(folder, 'data'), HOST: '127.0.0.1', PORT: String(port) },
      encoding: 'utf8',
    });
    assert.equal(status, 1, stderr);
    assert.match(
      stderr,
      new RegExp(`^[^\\n]*${port}[^\\n]*is taken by another program[^\\n]*\\n$`),
    );
    assert.ok(!existsSync(join(folder, 'data')), 'nothing was started for it');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
