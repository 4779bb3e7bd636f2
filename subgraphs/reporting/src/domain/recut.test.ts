import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recut } from './recut.ts';

const crossing = (percent: number, start: string, end: string) => ({
  percent,
  period: { start, end },
});
const mondayWeek = crossing(80, '2026-03-09', '2026-03-15');

test('given a crossing, when a new week over the same days reaches it too, then nobody is told again', () => {
  const sundayWeek = crossing(80, '2026-03-08', '2026-03-14');
  const { superseded, recovered, isKnown } = recut([mondayWeek], [sundayWeek]);
  assert.deepEqual([superseded, recovered], [[mondayWeek], []]);
  assert.equal(isKnown(sundayWeek), true);
});

test('given a crossing, when no overlapping new week reaches it, then it has recovered', () => {
  const otherWeek = crossing(80, '2026-03-22', '2026-03-28');
  const { superseded, recovered, isKnown } = recut([mondayWeek], [otherWeek]);
  assert.deepEqual([superseded, recovered], [[], [mondayWeek]]);
  assert.equal(isKnown(otherWeek), false);
});

test('thresholds are looked at one by one', () => {
  const overspent = crossing(100, '2026-03-08', '2026-03-14');
  const { recovered, isKnown } = recut([mondayWeek], [overspent]);
  assert.deepEqual(recovered, [mondayWeek]);
  assert.equal(isKnown(overspent), false);
});
