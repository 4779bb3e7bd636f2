import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { bugs } from './bugs.ts';
import { changed, rootOf } from './changed.ts';

/** Whoever changes the code that a bug is planted in hears of it before the self-test is run. */
for (const { name, changes } of bugs) {
  test(`can be planted: ${name}`, () => {
    for (const change of changes) {
      changed(readFileSync(new URL(change.file, rootOf), 'utf8'), change);
    }
  });
}
