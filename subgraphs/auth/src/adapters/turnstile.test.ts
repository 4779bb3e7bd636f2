import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import { createTurnstile } from './turnstile.ts';

const tooLong = () => new Error('too long a line');

test('never more than so many are inside, all get their turn, in order', async () => {
  const turnstile = createTurnstile({ atOnce: 3, waitingAtMost: 100, tooLong });
  const entered: number[] = [];
  let inside = 0;
  let most = 0;
  const one = (index: number) =>
    turnstile.pass(async () => {
      entered.push(index);
      inside += 1;
      most = Math.max(most, inside);
      await turn();
      inside -= 1;
      return index;
    });
  const all = Array.from({ length: 50 }, (_, index) => index);
  assert.deepEqual(await Promise.all(all.map(one)), all);
  assert.equal(most, 3);
  assert.deepEqual(entered, all);
});

test('a full line is closed, and open again when it has moved on', async () => {
  const turnstile = createTurnstile({ atOnce: 1, waitingAtMost: 1, tooLong });
  const { promise: leave, resolve: letGo } = Promise.withResolvers<void>();
  const first = turnstile.pass(() => leave);
  const second = turnstile.pass(async () => 'second');
  await assert.rejects(
    turnstile.pass(async () => 'third'),
    /too long a line/,
  );
  letGo();
  assert.equal(await second, 'second');
  await first;
  assert.equal(await turnstile.pass(async () => 'fourth'), 'fourth');
});

test('work that fails gives up its place', async () => {
  const turnstile = createTurnstile({ atOnce: 1, waitingAtMost: 1, tooLong });
  await assert.rejects(
    turnstile.pass(() => Promise.reject(new Error('broken'))),
    /broken/,
  );
  assert.equal(await turnstile.pass(async () => 'next'), 'next');
});
