import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRateLimit } from './rate-limit.ts';

test('counts under names that gateways of other versions count under, and all of it by its end', async () => {
  const counted: Record<string, number> = {};
  const count = async (key: string, amount: number, windowMs: number) => {
    const value = (counted[key] ?? 0) + amount;
    counted[key] = value;
    return { value, msLeft: windowMs };
  };
  const rate = createRateLimit({ perAddress: 1_000 }, { count });
  const who = { userId: 'ada', bookId: 'a-book', sessionId: 'a-session' };
  const viewer = { ...who, roles: [], expiresAt: 0 };
  for (const clientAddress of ['192.0.2.7', '2001:db8:1:2:3::4']) {
    await rate.admitRequest(clientAddress);
    await rate.admitOperation({ viewer, clientAddress }, 5, 1_000);
    await rate.admitRequest(clientAddress);
    await rate.admitOperation({ viewer: null, clientAddress }, 3, 1_000);
  }
  await rate.stop();
  assert.deepEqual(counted, {
    'points/viewer/ada': 10,
    'points/nobody/192.0.2.7': 3,
    'points/nobody/2001:db8:1:2::/64': 3,
    'points/address/192.0.2.7': 8,
    'points/address/2001:db8:1:2::/64': 8,
  });
});
