import { uuidv7 } from '@outlay/events/uuidv7.ts';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { kafkaAdapter, wires } from '../fixtures.ts';

test('an idle connection to kafka does not look a thousand times a second for nothing', async () => {
  let looks = 0;
  const look = RequestQueue.prototype.checkPendingRequests;
  RequestQueue.prototype.checkPendingRequests = function counted(): void {
    looks += 1;
    look.call(this);
  };
  await using opened = await kafkaAdapter.open();
  await opened.log.append(wires(uuidv7(), 1, 3));
  assert.ok(looks > 0, 'looks are counted');
  const before = looks;
  await delay(300);
  assert.equal(looks, before);
});
