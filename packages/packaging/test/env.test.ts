import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../src/root.ts';

test('docker/env.sh makes secrets once, for its owner alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'outlay-env-'));
  try {
    mkdirSync(join(folder, 'docker'));
    for (const file of ['docker/env.sh', 'docker/.env.example']) {
      cpSync(join(root, file), join(folder, file));
    }
    const run = () => spawnSync('sh', ['docker/env.sh'], { cwd: folder, encoding: 'utf8' });
    const made = () => readFileSync(join(folder, '.env'), 'utf8');

    assert.equal(run().status, 0);
    const first = made();
    const secrets = [...first.matchAll(/^(\w+)=([0-9a-f]{64})$/gm)].map(([, , value]) => value);
    assert.equal(new Set(secrets).size, 11, 'each has one of its own');
    assert.match(first, /^GATEWAY_PORT=4000$/m);
    assert.doesNotMatch(first, /^\w+=$/m);
    assert.equal(statSync(join(folder, '.env')).mode & 0o777, 0o600);

    const second = run();
    assert.equal(second.status, 1);
    assert.match(second.stderr, /there already/);
    assert.equal(made(), first);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
