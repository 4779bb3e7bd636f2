import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outputs } from './outputs.ts';
import { textOf } from './subgraphs.ts';

for (const { file, text } of await outputs()) {
  test(`${file.pathname.split('/').slice(-4).join('/')} is fresh`, () => {
    assert.ok(
      textOf(file) === text,
      'It is stale: run `npm run schema` and commit what it writes.',
    );
  });
}
