import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDockerfile } from '../src/image/dockerfile.ts';
import { fileText } from '../src/root.ts';

test('the image says what it is built on', () => {
  const stages = readDockerfile(fileText('docker/Dockerfile'));
  const base = stages[0]?.base;
  assert.match(String(base), /^node:\d+\.\d+\.\d+-bookworm-slim$/);
  const told = stages.at(-1)?.labels['org.opencontainers.image.base.name'];
  assert.equal(told, `docker.io/library/${base}`);
});
