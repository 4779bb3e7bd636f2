import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { createSenderLimits, defaultSenderLimits } from './sender-limits.ts';

const viewer = (...roles: Viewer['roles']): Viewer => ({
  userId: 'u',
  bookId: 'b',
  sessionId: 's',
  roles,
  expiresAt: 1,
});

test('limits are the same for all but where somebody’s differ', () => {
  const { of } = createSenderLimits({
    limits: { depth: 9 },
    limitsBySender: { nobody: { depth: 3 }, OPERATOR: { depth: 30 } },
  });
  assert.equal(of(null, false).depth, 3);
  assert.equal(of(viewer('MEMBER'), false).depth, 9);
  assert.equal(of(viewer('OPERATOR'), false).depth, 30);
  assert.equal(of(viewer(), false).depth, 9);
  assert.equal(of(viewer('MEMBER'), false).aliases, defaultSenderLimits.aliases);
});

test('of several roles the largest holds, of each limit by itself', () => {
  const { of } = createSenderLimits({
    limitsBySender: { MEMBER: { depth: 5, aliases: 50 }, OPERATOR: { depth: 7, aliases: 2 } },
  });
  const { depth, aliases } = of(viewer('MEMBER', 'OPERATOR'), false);
  assert.deepEqual([depth, aliases], [7, 50]);
});

test('what our own clients ask has its own limits, whoever sends it', () => {
  const { of } = createSenderLimits({
    limitsBySender: { nobody: { depth: 3 }, trusted: { depth: 10 } },
  });
  assert.deepEqual([of(null, true).depth, of(null, false).depth], [10, 3]);
  assert.equal(of(viewer('MEMBER'), true).depth, 10);
});

test('whoever isn’t signed in has less than whoever is, and keeps that when something else is set', () => {
  const points = { ...createSenderLimits({}).of(null, false) };
  const member = createSenderLimits({}).of(viewer('MEMBER'), false);
  assert.ok(points.pointsPerMinute < member.pointsPerMinute);
  const changed = createSenderLimits({ limitsBySender: { nobody: { depth: 2 } } });
  assert.deepEqual(changed.of(null, false), { ...points, depth: 2 });
});

test('the largest that anybody has is what a document is read within', () => {
  const { most } = createSenderLimits({
    limits: { tokens: 100 },
    limitsBySender: { nobody: { tokens: 10 }, trusted: { tokens: 300 } },
  });
  assert.deepEqual([most.tokens, most.depth], [300, defaultSenderLimits.depth]);
});
