import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { openCache } from '@outlay/cache/open.ts';
import type { Cache } from '@outlay/cache/port.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { testEngineUrl } from '@outlay/testkit/config.ts';
import { startRedis } from '@outlay/testkit/engines/redis.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { Redis } from 'ioredis';
import { readSettings } from '../src/settings.ts';
import { authUnderTest, sessionIn, signUpInput, testClock } from './auth-under-test.ts';

const wrong = 'not the password of anybody';
const { freeFailures } = readSettings().signIn.perEmail;
const withoutRedis = testEngineUrl('REDIS') ? false : 'needs a Redis: npm run test:engines';
const nowhere = 'redis://127.0.0.1:1';

/** Where failures are kept, and the cache that a process is given for it. */
type Kept = {
  readonly where: string;
  readonly url: () => string;
  readonly skip: string | false;
  /** Whether replicas count together. */
  readonly together: boolean;
};

const places: readonly Kept[] = [
  { where: 'in the database', url: () => 'memory:', skip: false, together: true },
  { where: 'in Redis', url: ownSpace, skip: withoutRedis, together: true },
  { where: 'in each process, Redis being away', url: () => nowhere, skip: false, together: false },
];

function ownSpace(): string {
  return `${testEngineUrl('REDIS')}?prefix=test-${randomUUID()}`;
}

/** Patient, for a test machine that is busy is no outage. */
async function open(url: string): Promise<Cache & AsyncDisposable> {
  const logger = createLogger('cache', 'silent');
  const cache = await openCache(url, { logger, timeoutMs: 10_000 });
  return { ...cache, [Symbol.asyncDispose]: cache.stop };
}

for (const { where, url, skip, together } of places) {
  describe(`failures that are kept ${where}`, { skip }, () => {
    test('guesses at one address are locked out for growing times; the right password waits too', async () => {
      const clock = testClock();
      await using cache = await open(url());
      await using it = await authUnderTest({ now: clock.now, cache });
      const { email } = signUpInput();
      await it.signUp({ email });
      const guess = () => it.signIn({ email, password: wrong });
      for (let free = 0; free < freeFailures + 1; free += 1) {
        assert.equal((await guess()).__typename, 'WrongCredentials', `guess ${free}`);
      }
      const locked = await it.signIn({ email });
      assert.equal(locked.__typename, 'TooManyAttempts');
      assert.equal(locked['retryAfterSeconds'], 30);
      assert.match(locked['message'] as string, /30 seconds/);
      // Attempts that were not made don't make it longer.
      clock.advance(29);
      assert.equal((await guess())['retryAfterSeconds'], 1);
      clock.advance(1);
      assert.equal((await guess()).__typename, 'WrongCredentials');
      assert.equal((await guess())['retryAfterSeconds'], 60);
      clock.advance(60);
      sessionIn(await it.signIn({ email }));
      // A right password clears the count.
      assert.equal((await guess()).__typename, 'WrongCredentials');
      sessionIn(await it.signIn({ email }));
    });

    test('an address that nobody has is locked out alike', async () => {
      await using cache = await open(url());
      await using it = await authUnderTest({ cache });
      const { email } = signUpInput();
      await it.signUp({ email });
      const answers = async (address: string) => {
        const all = [];
        for (let index = 0; index < freeFailures + 3; index += 1) {
          all.push((await it.signIn({ email: address, password: wrong })).__typename);
        }
        return all;
      };
      assert.deepEqual(await answers('nobody@example.org'), await answers(email));
    });

    test('a burst of guesses over two instances is counted like guesses in a row', async () => {
      const shared = url();
      await using one = await open(shared);
      await using two = await open(shared);
      await using it = await authUnderTest({ cache: one });
      const other = await it.start({ cache: two });
      const { email } = signUpInput();
      await it.signUp({ email });
      const results = await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          (index % 2 ? it : other).signIn({ email, password: wrong }),
        ),
      );
      const tried = results.filter(({ __typename }) => __typename === 'WrongCredentials').length;
      assert.equal(tried, (freeFailures + 1) * (together ? 1 : 2));
    });

    test('a burst from one client address at many e-mail addresses misses none', async () => {
      const shared = url();
      await using one = await open(shared);
      await using two = await open(shared);
      const burst = 20;
      const counted = together ? burst : burst / 2;
      const { signIn, ...others } = readSettings();
      const perAddress = { ...signIn.perAddress, freeFailures: counted };
      const settings = { ...others, signIn: { ...signIn, perAddress } };
      await using it = await authUnderTest({ settings, cache: one });
      const other = await it.start({ cache: two });
      let guesses = 0;
      const guess = async (by: Pick<typeof it, 'signIn'>) => {
        const at = { email: `nobody${(guesses += 1)}@example.org`, password: wrong };
        return (await by.signIn(at, { clientAddress: '203.0.113.9' })).__typename;
      };
      await Promise.all(Array.from({ length: burst }, (_, index) => guess(index % 2 ? it : other)));
      // Had one been missed, the second of these would be tried as well.
      assert.equal(await guess(it), 'WrongCredentials');
      assert.equal(await guess(together ? other : it), 'TooManyAttempts');
    });

    test('guesses from one client address are locked out, whatever they guess at', async () => {
      const settings = readSettings();
      const { signIn } = settings;
      const perAddress = { ...signIn.perAddress, freeFailures: 3 };
      await using cache = await open(url());
      await using it = await authUnderTest({
        settings: { ...settings, signIn: { ...signIn, perAddress } },
        cache,
      });
      const { email } = signUpInput();
      await it.signUp({ email });
      const from = { clientAddress: '203.0.113.9' };
      for (let index = 0; index < 3; index += 1) {
        await it.signIn({ email: `nobody${index}@example.org`, password: wrong }, from);
        // An account of one's own doesn't clear the address.
        sessionIn(await it.signIn({ email }, from));
      }
      await it.signIn({ email: 'nobody@example.org', password: wrong }, from);
      assert.equal((await it.signIn({ email }, from)).__typename, 'TooManyAttempts');
      sessionIn(await it.signIn({ email }, { clientAddress: '203.0.113.10' }));
      sessionIn(await it.signIn({ email }));
    });

    test('guesses from one IPv6 network are, whichever of its addresses each comes from', async () => {
      const settings = readSettings();
      const { signIn } = settings;
      const perAddress = { ...signIn.perAddress, freeFailures: 3 };
      await using cache = await open(url());
      await using it = await authUnderTest({
        cache,
        settings: { ...settings, signIn: { ...signIn, perAddress } },
      });
      const guess = async (clientAddress: string) => {
        const { email } = signUpInput();
        return (await it.signIn({ email, password: wrong }, { clientAddress })).__typename;
      };
      for (const host of [1, 2, 3, 4]) {
        assert.equal(await guess(`2001:db8:1:2::${host}`), 'WrongCredentials');
      }
      assert.equal(await guess('2001:db8:1:2::5'), 'TooManyAttempts');
      assert.equal(await guess('2001:db8:1:3::5'), 'WrongCredentials');
    });
  });
}

test('what is kept of an address is a keyed hash: in the database', async () => {
  await using it = await authUnderTest();
  const email = 'nobody@example.org';
  await it.signIn({ email, password: wrong }, { clientAddress: '203.0.113.9' });
  const rows = await it.sql`SELECT t::text AS row FROM sign_in_attempts AS t`;
  assert.equal(rows.length, 2);
  assert.ok(rows.every(({ row }) => !/203\.0\.113|nobody/.test(String(row))));
});

test(
  'what is kept of an address is a keyed hash: in Redis, for a day',
  {
    skip: withoutRedis,
  },
  async () => {
    const url = ownSpace();
    await using cache = await open(url);
    await using it = await authUnderTest({ cache });
    const email = 'nobody@example.org';
    await it.signIn({ email, password: wrong }, { clientAddress: '203.0.113.9' });
    assert.deepEqual([...(await it.sql`SELECT FROM sign_in_attempts`)], []);
    const redis = new Redis(testEngineUrl('REDIS')!);
    const keys = await redis.keys(`${new URL(url).searchParams.get('prefix')}:*attempts*`);
    assert.equal(keys.length, 2);
    for (const key of keys) {
      assert.doesNotMatch(`${key} ${await redis.get(key)}`, /203\.0\.113|nobody/);
      const msLeft = await redis.pttl(key);
      assert.ok(msLeft > 0 && msLeft <= 86_400_000, `${msLeft}`);
    }
    redis.disconnect();
  },
);

test(
  'while Redis is away people sign in, and each process limits for itself',
  {
    skip: withoutRedis,
  },
  async () => {
    await using redis = await startRedis();
    await using one = await open(redis.url);
    await using two = await open(redis.url);
    await using it = await authUnderTest({ cache: one });
    const other = await it.start({ cache: two });
    const [{ email }, guessed] = [signUpInput(), signUpInput()];
    await it.signUp({ email });
    await it.signUp(guessed);
    const guess = (by = it as Pick<typeof it, 'signIn'>) =>
      by.signIn({ email: guessed.email, password: wrong });
    for (let failures = 0; failures < freeFailures; failures += 1) await guess();

    await redis.kill();
    await eventually(() => !one.available() && !two.available());
    for (const instance of [it, other]) {
      sessionIn(await instance.signIn({ email }));
      for (let failures = 0; failures < freeFailures + 1; failures += 1) {
        assert.equal((await guess(instance)).__typename, 'WrongCredentials');
      }
      assert.equal((await guess(instance)).__typename, 'TooManyAttempts');
    }

    await redis.start();
    await eventually(() => one.available() && two.available());
    // What Redis knew from before counts again: one more guess locks, at both.
    assert.equal((await guess(it)).__typename, 'WrongCredentials');
    assert.equal((await guess(other)).__typename, 'TooManyAttempts');
    sessionIn(await other.signIn({ email }));
  },
);
