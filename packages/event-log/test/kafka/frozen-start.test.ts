import { startKafka } from '@outlay/testkit/engines/kafka.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventLog } from '../../src/port.ts';
import { openAt, topic } from '../fixtures.ts';
import { operator } from './operator.ts';

/** Joins a group, and resolves to a promise of the first share. */
async function join(log: EventLog, group: string): Promise<{ share: Promise<void> }> {
  const share = Promise.withResolvers<void>();
  await log.subscribe(group, [topic], {
    startAt: async () => {
      share.resolve();
      return 0n;
    },
    handle: async () => undefined,
  });
  return { share: share.promise };
}

test('a kafka that freezes before a group is joined holds up neither the start nor the end', async () => {
  await using kafka = await startKafka();
  await using opened = await openAt(kafka.url, { partitions: 1, topics: [topic] });
  const ending = await opened.again();
  kafka.pause();
  const frozen = performance.now();
  const left = join(ending, 'left');
  await nextTurn();
  const refused = join(ending, 'refused');
  await Promise.all([
    ending.stop(),
    left,
    assert.rejects(refused, { code: 'EVENT_LOG_CLIENT_CLOSED' }),
  ]);
  assert.ok(performance.now() - frozen < 2_000, 'the end waits');
  const { share } = await join(opened.log, 'joined');
  assert.ok(performance.now() - frozen < 9_000, 'the start waits');
  kafka.resume();
  await share;
  await using one = await operator(kafka.url);
  const { groups } = await one.admin.describeGroups(['joined', 'left', 'refused']);
  const members = Object.fromEntries(groups.map((group) => [group.groupId, group.members.length]));
  assert.deepEqual(members, { joined: 1, left: 0, refused: 0 });
});
