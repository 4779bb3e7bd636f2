import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { type Failures, failedAgain, secondsLocked } from './lock-out.ts';

const rules = {
  freeFailures: 3,
  firstLockSeconds: 30,
  factor: 2,
  longestLockSeconds: 100,
  forgottenAfterSeconds: 3600,
};
const start = new Date('2026-03-01T12:00:00Z');
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);

const lockedAfter = (failures: number): number => {
  let state: Failures | null = null;
  for (let times = 0; times < failures; times += 1) state = failedAgain(rules, state, start);
  return secondsLocked(state, start);
};

test('the first failures are free, then the wait doubles up to its bound', () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 1_000].map(lockedAfter), [0, 0, 0, 0, 30, 60, 100, 100]);
});

test('the wait runs out with time, never before it is over', () => {
  const locked: Failures = { count: 4, lastAt: start, lockedUntil: after(30) };
  assert.equal(secondsLocked(locked, after(29.999)), 1);
  assert.equal(secondsLocked(locked, after(30)), 0);
});

test('a time without failures is forgiven, a shorter one is not', () => {
  const before: Failures = { count: 9, lastAt: start, lockedUntil: after(100) };
  assert.equal(failedAgain(rules, before, after(3600)).count, 10);
  assert.deepEqual(failedAgain(rules, before, after(3601)), {
    count: 1,
    lastAt: after(3601),
    lockedUntil: null,
  });
});

test('whatever the rules, the wait never shrinks while failures go on, and keeps to its bound', () => {
  const anyRules = fc.record({
    freeFailures: fc.integer({ min: 1, max: 20 }),
    firstLockSeconds: fc.integer({ min: 1, max: 1000 }),
    factor: fc.double({ min: 1, max: 10, noNaN: true }),
    longestLockSeconds: fc.integer({ min: 1, max: 100_000 }),
    forgottenAfterSeconds: fc.integer({ min: 1, max: 100_000 }),
  });
  fc.assert(
    fc.property(anyRules, fc.integer({ min: 1, max: 400 }), (rules, times) => {
      let state: Failures | null = null;
      let last = 0;
      for (let index = 0; index < times; index += 1) {
        state = failedAgain(rules, state, start);
        const seconds = secondsLocked(state, start);
        assert.ok(seconds >= last && seconds <= rules.longestLockSeconds);
        last = seconds;
      }
    }),
  );
});
