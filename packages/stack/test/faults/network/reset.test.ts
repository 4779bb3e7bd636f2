import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { eventually } from '@outlay/testkit/wait.ts';

test('a process that has reset a connection which was just ending can end', async () => {
  const script = fileURLToPath(new URL('reset-while-ending.ts', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: 'inherit' });
  try {
    await eventually(() => child.exitCode !== null);
    assert.equal(child.exitCode, 0);
  } finally {
    child.kill('SIGKILL');
  }
});
