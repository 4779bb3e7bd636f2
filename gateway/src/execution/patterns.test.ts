import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patternFor } from './patterns.ts';

test('a pattern is kept until many others were used, and compiled anew after that', () => {
  const mine = patternFor('^mine$');
  const first = mine();
  assert.equal(mine(), first);
  assert.equal(patternFor('^mine$')(), first);
  assert.notEqual(patternFor('^mine$', 'y')(), first);
  // Together they are more than is kept.
  for (let nth = 0; nth < 100; nth += 1) patternFor(`${'(?:a|b)'.repeat(500)}${nth}`)();
  const again = mine();
  assert.notEqual(again, first);
  assert.ok(again.test('mine'));
});
