import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Life } from './cluster/replica.ts';
import { auditLives } from './lives.ts';
import type { Over } from './recovery.ts';

const fault = (kind: string, target: string, beganAt: number, endedAt = beganAt): Over => ({
  kind,
  target,
  beganAt,
  endedAt,
});

const starting: Life = { startedAt: 1_000, endedAt: 5_000, endedBy: 'itself' };
const ready: Life = { ...starting, readyAt: 2_000 };

const found = (life: Life, faults: readonly Over[] = [], service = 'ledger'): number =>
  auditLives([{ name: `${service}-1`, service, lives: [life] }], faults).length;

test('a process that ends by itself is found, ready or not; one that was ended is not', () => {
  assert.equal(found(ready), 1);
  assert.equal(found(starting), 1);
  assert.equal(found({ ...starting, endedBy: 'kill' }), 0);
  assert.equal(found({ ...ready, endedBy: 'stop' }), 0);
});

test('only its own database, broken while it starts, excuses its end', () => {
  const postgres = fault('postgres stops at once', 'postgres', 3_000);
  assert.equal(found(starting, [postgres]), 0);
  assert.equal(found(starting, [fault('link is down', 'ledger → postgres', 500, 1_500)]), 0);
  const kafka = { ...fault('kafka is away', 'kafka', 0, 60_000), meanwhile: [postgres] };
  assert.equal(found(starting, [kafka]), 0, 'it was broken while something else lasted');
  assert.equal(found(ready, [postgres]), 1);
  assert.equal(found(starting, [postgres], 'gateway'), 1);
  assert.equal(found(starting, [fault('link is down', 'auth → postgres', 3_000)]), 1);
  assert.equal(found(starting, [fault('link is down', 'ledger → postgres', 0, 900)]), 1);
  assert.equal(found(starting, [fault('kafka is away', 'kafka', 0, 60_000)]), 1);
});
