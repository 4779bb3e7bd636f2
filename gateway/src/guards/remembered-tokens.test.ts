import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { rememberTokens } from './remembered-tokens.ts';

/** Tokens say when they expire, in seconds: `Bearer 90`. */
function remembering() {
  const now = { time: 0, elapsed: 0 };
  const checked: (string | undefined)[] = [];
  const authenticate = rememberTokens(
    async (authorization) => {
      checked.push(authorization);
      if (authorization === undefined) return null;
      const expiresAt = Number(authorization.slice('Bearer '.length));
      if (now.time >= expiresAt * 1_000) throw new Error('expired');
      return { userId: authorization, expiresAt } as Viewer;
    },
    { time: () => now.time, elapsed: () => now.elapsed },
  );
  const pass = (ms: number): void => {
    now.time += ms;
    now.elapsed += ms;
  };
  return { now, pass, checked, authenticate };
}

test('a token is checked once, and again after half a minute', async () => {
  const { pass, checked, authenticate } = remembering();
  const first = await authenticate('Bearer 600');
  pass(29_999);
  assert.equal(await authenticate('Bearer 600'), first);
  assert.equal(checked.length, 1);
  pass(1);
  await authenticate('Bearer 600');
  assert.equal(checked.length, 2);
});

test('a clock that is set back lets no token be remembered for longer', async () => {
  const { now, pass, checked, authenticate } = remembering();
  await authenticate('Bearer 600');
  now.time -= 3_600_000;
  pass(30_000);
  await authenticate('Bearer 600');
  assert.equal(checked.length, 2);
});

test('a token is not taken a moment longer than it says', async () => {
  const { pass, authenticate } = remembering();
  await authenticate('Bearer 10');
  pass(9_999);
  assert.ok(await authenticate('Bearer 10'));
  pass(1);
  await assert.rejects(async () => authenticate('Bearer 10'), /expired/);
});

test('what is refused, and who brings none, is asked about each time', async () => {
  const { checked, authenticate } = remembering();
  for (let time = 0; time < 2; time += 1) {
    await assert.rejects(async () => authenticate('Bearer 0'));
    assert.equal(await authenticate(undefined), null);
  }
  assert.equal(checked.length, 4);
});

test('one token is not another, and what is remembered is bounded', async () => {
  const { checked, authenticate } = remembering();
  assert.notEqual(await authenticate('Bearer 600'), await authenticate('Bearer 601'));
  const long = ' '.repeat(15_000);
  for (let more = 1; more < 600; more += 1) await authenticate(`Bearer ${more}${long}`);
  checked.length = 0;
  await authenticate('Bearer 600');
  assert.equal(checked.length, 1);
});
