import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auditRecoveries, type Doings, isOvercome, type Over, recoveries } from './recovery.ts';

const outage: Over = { kind: 'outage', target: 'kafka', beganAt: 1_000, endedAt: 31_000 };
const moment: Over = { kind: 'kill -9', target: 'auth-1', beganAt: 35_000, endedAt: 35_000 };

/** Each of two is answered so long after every tenth second; `over` says where that differs. */
function doings(over: Partial<Doings> = {}): Doings {
  const sent = Array.from({ length: 60 }, (_, index) => index * 10_000);
  const answered = sent.map((sentAt) => ({ sentAt, at: sentAt + 100 }));
  const rounds = sent.map((sentAt) => ({ sentAt, alertedAt: sentAt + 500 }));
  return { writes: [answered, answered], reads: [answered], rounds: [rounds], ...over };
}

const details = (over: Partial<Doings>): string[] =>
  auditRecoveries(recoveries([outage, moment], doings(over))).map(({ detail }) => detail);

test('whoever is served soon after is content', () => {
  assert.deepEqual(details({}), []);
  assert.ok(isOvercome(moment, doings()));
});

test('nobody may be without an answer for good, be it to a write, a read or an alert', () => {
  const before = [{ sentAt: 0, at: 100 }];
  const unanswered: readonly Partial<Doings>[] = [
    { writes: [...doings().writes, before] },
    { reads: [before] },
    { rounds: [[{ sentAt: 0, alertedAt: 500 }, { sentAt: 40_000 }]] },
  ];
  for (const over of unanswered) {
    const [what = ''] = Object.keys(over);
    assert.match(details(over).join(), /"kill -9: auth-1".*"never"/, what);
    assert.equal(isOvercome(moment, doings(over)), false, what);
  }
});

test('nor wait for minutes more than the longest outage takes', () => {
  const waiting = (ms: number) => ({ reads: [[{ sentAt: 36_000, at: 35_000 + ms }]] });
  assert.deepEqual(details(waiting(149_000)), []);
  assert.match(
    details(waiting(151_000)).join(),
    /"kill -9: auth-1","what":"reads","tookMs":151000/,
  );
});
