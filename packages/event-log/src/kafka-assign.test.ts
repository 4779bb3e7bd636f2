import * as fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameOf } from './heads.ts';
import { assignPartitions } from './kafka-assign.ts';
import type { Assignment } from './port.ts';

const partitions = (topic: string, count: number): Assignment[] =>
  Array.from({ length: count }, (_, partition) => ({ topic, partition }));

test('every partition goes to one member that wants it, and nobody has two more than another', () => {
  const groups = fc.record({
    members: fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 8 }),
    counts: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 3 }),
  });
  fc.assert(
    fc.property(groups, ({ members, counts }) => {
      const topics = counts.map((_, index) => `topic ${index}`);
      const all = topics.flatMap((topic, index) => partitions(topic, counts[index] ?? 0));
      const shares = assignPartitions(
        members.map((memberId) => ({ memberId, topics })),
        all,
      );
      const dealt = [...shares.values()].flat().map(nameOf);
      assert.deepEqual(dealt.toSorted(), all.map(nameOf).toSorted());
      const sizes = [...shares.values()].map((share) => share.length);
      assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
    }),
  );
});

test('the order in which members and partitions are named changes nothing', () => {
  const members = ['c', 'a', 'b'].map((memberId) => ({ memberId, topics: ['x'] }));
  const all = partitions('x', 7);
  assert.deepEqual(
    assignPartitions(members, all),
    assignPartitions(members.toReversed(), all.toReversed()),
  );
});

test('a member gets nothing of a topic that it does not subscribe to', () => {
  const members = [
    { memberId: 'old', topics: ['x'] },
    { memberId: 'new', topics: ['x', 'y'] },
  ];
  const shares = assignPartitions(members, [...partitions('x', 2), ...partitions('y', 2)]);
  assert.deepEqual(shares.get('old')?.map(nameOf), ['x/1']);
  assert.deepEqual(shares.get('new')?.map(nameOf), ['x/0', 'y/0', 'y/1']);
  const nobodys = assignPartitions(members.slice(0, 1), partitions('y', 1));
  assert.deepEqual([...nobodys], [['old', []]]);
});
