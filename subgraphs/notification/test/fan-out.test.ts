import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { openCache } from '@outlay/cache/open.ts';
import type { Cache } from '@outlay/cache/port.ts';
import { createMemoryLog } from '@outlay/event-log/memory-log.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { testEngineUrl } from '@outlay/testkit/config.ts';
import type { Engine } from '@outlay/testkit/engines/engine.ts';
import { startRedis } from '@outlay/testkit/engines/redis.ts';
import { withSeed } from '@outlay/testkit/seeded.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { openHouse } from './fixture.ts';
import { beginning, comeAndGo, raise, recorded, subscribe, take } from './watching.ts';

const withoutRedis = testEngineUrl('REDIS') ? false : 'needs a Redis: npm run test:engines';
const logger = createLogger('cache', 'silent');
/** So seldom that whatever arrives was told by somebody. */
const never = 3_600_000;

describe('alerts that one replica commits and another one streams', { skip: withoutRedis }, () => {
  let redis: Engine;
  before(async () => {
    redis = await startRedis();
  });
  after(() => redis?.discard());

  /** One cache for each replica, as each process has its own. */
  async function caches(count: number): Promise<Cache[] & AsyncDisposable> {
    const url = `${redis.url}?prefix=test-${randomUUID()}`;
    const opened = await Promise.all(
      Array.from({ length: count }, () => openCache(url, { logger, timeoutMs: 1_000 })),
    );
    return Object.assign(opened, {
      [Symbol.asyncDispose]: async () => {
        await Promise.all(opened.map((cache) => cache.stop()));
      },
    });
  }

  /** A replica that consumes nothing, so that all it streams was committed by others. */
  const deafToEvents = () => ({ eventLog: createMemoryLog({ logger }) });

  test('arrive through Redis, and no connection of PostgreSQL listens for them', async () => {
    await using shared = await caches(2);
    await using house = await openHouse();
    const rounds = { hearingMs: never, deafMs: 50 };
    await house.start({ cache: shared[0], rounds });
    const other = await house.start({ cache: shared[1], rounds, ...deafToEvents() });
    const viewer = await house.signUp();
    const events = await subscribe(other, viewer, beginning);
    for (let number = 1; number <= 5; number += 1) {
      const next = take(events);
      await raise(house, viewer, number);
      assert.equal((await next).number, number);
    }
    await events.return?.();
    const bells = await house.sql`
      SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'alert bell'`;
    assert.equal(bells.length, 0);
  });

  test('arrive while Redis is away, and at once through it when it is back', async () => {
    await using shared = await caches(2);
    await using house = await openHouse();
    const rounds = { hearingMs: never, deafMs: 50 };
    await house.start({ cache: shared[0], rounds });
    const other = await house.start({ cache: shared[1], rounds, ...deafToEvents() });
    const viewer = await house.signUp();
    const events = await subscribe(other, viewer, beginning);
    let number = 0;
    const arrives = async () => {
      const next = take(events);
      await raise(house, viewer, (number += 1));
      assert.equal((await next).number, number);
    };
    const outages = [
      [() => redis.kill(), () => redis.start()],
      [async () => redis.pause(), async () => redis.resume()],
    ] as const;
    for (const [begin, end] of outages) {
      await arrives();
      await begin();
      try {
        for (let alerts = 0; alerts < 3; alerts += 1) await arrives();
      } finally {
        await end();
      }
      for (let alerts = 0; alerts < 3; alerts += 1) await arrives();
      await eventually(() => shared.every((cache) => cache.available()));
    }
    await events.return?.();
  });

  test('committed while it was away arrive when it is back, before anybody looks', async () => {
    await using shared = await caches(2);
    await using house = await openHouse();
    const rounds = { hearingMs: never, deafMs: never };
    await house.start({ cache: shared[0], rounds });
    const other = await house.start({ cache: shared[1], rounds, ...deafToEvents() });
    const viewer = await house.signUp();
    const events = await subscribe(other, viewer, beginning);
    const next = take(events);
    await redis.kill();
    await raise(house, viewer, 1);
    await eventually(async () => (await recorded(house, viewer)) === 1);
    await redis.start();
    assert.equal((await next).number, 1);
    await events.return?.();
  });

  test('that could not be told of are told of later, to those who heard all the while', async () => {
    await using shared = await caches(2);
    await using house = await openHouse();
    const rounds = { hearingMs: never, deafMs: 50 };
    // The one that commits is cut off; the one that streams notices nothing.
    let cut = false;
    const told: string[] = [];
    const cache: Cache = {
      ...shared[0]!,
      available: () => !cut,
      publish: async (channel, message) => {
        if (cut) return false;
        told.push(message);
        return shared[0]!.publish(channel, message);
      },
    };
    await house.start({ cache, rounds });
    const other = await house.start({ cache: shared[1], rounds, ...deafToEvents() });
    const viewer = await house.signUp();
    const events = await subscribe(other, viewer, beginning);
    cut = true;
    const next = take(events);
    await raise(house, viewer, 1);
    await eventually(async () => (await recorded(house, viewer)) === 1);
    await raise(house, viewer, 2);
    await eventually(async () => (await recorded(house, viewer)) === 2);
    assert.deepEqual(told, []);
    cut = false;
    assert.equal((await next).number, 1);
    assert.equal((await take(events)).number, 2);
    assert.equal(told.length, 1);
    await events.return?.();
  });

  test('of a replica that died before it could tell are found by the others’ rounds', async () => {
    await using shared = await caches(2);
    await using house = await openHouse();
    const silent: Cache = { ...shared[0]!, publish: async () => true };
    await house.start({ cache: silent });
    const other = await house.start({
      cache: shared[1],
      rounds: { hearingMs: 100, deafMs: 50 },
      ...deafToEvents(),
    });
    const viewer = await house.signUp();
    const events = await subscribe(other, viewer, beginning);
    for (let number = 1; number <= 3; number += 1) {
      const next = take(events);
      await raise(house, viewer, number);
      assert.equal((await next).number, number);
    }
    await events.return?.();
  });

  test(
    'are seen once and in order by whoever comes and goes, while Redis does the same',
    { timeout: 120_000 },
    () =>
      withSeed(async (random) => {
        await using shared = await caches(2);
        await using house = await openHouse();
        const rounds = { hearingMs: never, deafMs: 50 };
        const instances = [
          await house.start({ cache: shared[0], rounds }),
          await house.start({ cache: shared[1], rounds }),
        ];
        let down = false;
        const meanwhile = async () => {
          if (!random.chance(0.1)) return;
          if (down) await redis.start();
          else await redis.kill();
          down = !down;
        };
        try {
          for (let round = 0; round < 4; round += 1) {
            await comeAndGo(random, house, instances, meanwhile);
          }
        } finally {
          await redis.start();
        }
      }),
  );
});
