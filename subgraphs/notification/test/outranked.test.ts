import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { untilThere } from './asking.ts';
import { type House, newViewer, openHouse } from './fixture.ts';
import { startSmtpReceiver } from './smtp-receiver.ts';

/** What one expense does that reaches both thresholds. */
async function crossBoth(house: House, viewer: Viewer): Promise<void> {
  const threshold = { percent: 80, level: 'ALMOST_SPENT' };
  await house.cross(viewer, { threshold, outranked: true });
  await house.cross(viewer);
}

test('what another alert says too is kept and counted, and nothing is sent of it', async () => {
  await using house = await openHouse();
  await using smtp = await startSmtpReceiver();
  const instance = await house.start({ smtpUrl: smtp.url });
  const viewer = await house.signUp();
  await crossBoth(house, viewer);
  const { nodes, unreadCount } = await untilThere(instance, viewer, 2);
  assert.equal(unreadCount, 2);
  assert.deepEqual(
    nodes.map(({ kind, deliveries }) => [kind, deliveries.map(({ channel }) => channel)]),
    [
      ['OVERSPENT', ['CONSOLE', 'EMAIL']],
      ['ALMOST_SPENT', []],
    ],
  );
  const { data } = await instance.ask<{ alerts: { nodes: { outranked: boolean }[] } }>(
    viewer,
    '{ alerts { nodes { outranked } } }',
  );
  assert.deepEqual(data.alerts.nodes, [{ outranked: false }, { outranked: true }]);
  await eventually(async () => {
    const waiting = await house.sql`SELECT FROM deliveries WHERE state <> 'SENT'`;
    return waiting.length === 0;
  });
  assert.equal(smtp.mails.length, 1);
});

test('nor is it sent to someone who becomes known later', async () => {
  await using house = await openHouse();
  await using smtp = await startSmtpReceiver();
  const instance = await house.start({ smtpUrl: smtp.url, ownerTimeoutMs: 0 });
  const viewer = newViewer();
  await crossBoth(house, viewer);
  await untilThere(instance, viewer, 2);
  await house.changeProfile(viewer, {});
  const { nodes } = await eventually(async () => {
    const found = await untilThere(instance, viewer, 2);
    return found.nodes.some(({ deliveries }) => deliveries.length === 2) ? found : null;
  });
  assert.deepEqual(
    nodes.map(({ deliveries }) => deliveries.length),
    [2, 0],
  );
});
