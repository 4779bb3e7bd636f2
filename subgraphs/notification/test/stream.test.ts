import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeCursor } from '@outlay/service-kit/cursor.ts';
import { withSeed } from '@outlay/testkit/seeded.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { newViewer, openHouse } from './fixture.ts';
import { beginning, comeAndGo, query, raise, recorded, subscribe, take } from './watching.ts';

test(
  'whoever comes and goes sees every alert once and in order, whichever process they ask',
  { timeout: 60_000 },
  () =>
    withSeed(async (random) => {
      await using house = await openHouse();
      const instances = [await house.start(), await house.start()];
      for (let round = 0; round < 5; round += 1) await comeAndGo(random, house, instances);
    }),
);

test('an alert is told under the trace that raised it, if there is one', async () => {
  await using house = await openHouse();
  const instance = await house.start();
  const viewer = await house.signUp();
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const events = await subscribe(instance, viewer);
  await house.cross(viewer, {}, traceparent);
  await house.cross(viewer);
  const { value: traced } = await events.next();
  const { value: untraced } = await events.next();
  assert.deepEqual(traced.extensions, { traceparent });
  assert.ok(!('extensions' in untraced));
  await events.return?.();
});

test('without a cursor the stream starts where it was opened, though nothing was asked of it yet', () =>
  withSeed(async (random) => {
    await using house = await openHouse();
    const instances = [await house.start(), await house.start()];
    const viewer = await house.signUp();
    let number = 0;
    for (let round = 0; round < 10; round += 1) {
      for (let n = random.integer(0, 2); n > 0; n -= 1) await raise(house, viewer, (number += 1));
      const before = await recorded(house, viewer);
      const events = await subscribe(random.pick(instances), viewer);
      const after = await recorded(house, viewer);
      await raise(house, viewer, (number += 1));
      const first = await take(events);
      assert.ok(first.number > before && first.number <= after + 1, `${first.number}`);
      for (let next = first.number + 1; next <= number; next += 1) {
        assert.equal((await take(events)).number, next);
      }
      await events.return?.();
    }
  }));

test('a long absence is made good page by page', async () => {
  await using house = await openHouse();
  const instance = await house.start();
  const viewer = await house.signUp();
  for (let number = 1; number <= 120; number += 1) await raise(house, viewer, number);
  const events = await subscribe(instance, viewer, beginning);
  for (let number = 1; number <= 120; number += 1) {
    assert.equal((await take(events)).number, number);
  }
  await events.return?.();
});

test('leaving answers at once, while nothing has come', async () => {
  await using house = await openHouse();
  const instance = await house.start();
  const viewer = await house.signUp();
  const events = await subscribe(instance, viewer);
  const pending = [events.next(), events.next()];
  assert.deepEqual(await events.return?.(), { done: true, value: undefined });
  for (const step of pending) assert.equal((await step).done, true);
  assert.equal((await events.next()).done, true);
});

test('stopping the subgraph ends its streams', async () => {
  await using house = await openHouse();
  const instance = await house.start();
  const viewer = await house.signUp();
  const events = await subscribe(instance, viewer);
  const pending = events.next();
  await instance.stop();
  assert.equal((await pending).done, true);
});

test('a lost connection to the database costs no alert', async () => {
  await using house = await openHouse();
  const instances = [await house.start(), await house.start()];
  const viewer = await house.signUp();
  const streams = await Promise.all(instances.map((one) => subscribe(one, viewer, beginning)));
  for (let number = 1; number <= 3; number += 1) {
    // Everybody is thrown out: pools, the relay, and those who listen for alerts. Only connections that
    // are just being made stay, for the driver rejects a promise of its own when it loses one of them.
    await house.sql`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND state = 'idle' AND query <> '' AND query NOT LIKE '%pg_type%'`;
    await raise(house, viewer, number);
    for (const events of streams) assert.equal((await take(events)).number, number);
  }
  for (const events of streams) await events.return?.();
});

test('a stream shows its own book only', async () => {
  await using house = await openHouse();
  const instance = await house.start();
  const [viewer, stranger] = [await house.signUp(), await house.signUp()];
  const events = await subscribe(instance, stranger, beginning);
  await raise(house, viewer, 1);
  await eventually(async () => (await recorded(house, viewer)) === 1);
  await raise(house, stranger, 7);
  assert.equal((await take(events)).number, 7);
  await events.return?.();
});

test('what is no cursor of the viewer is refused, and so is nobody', async () => {
  await using house = await openHouse();
  const instance = await house.start();
  const viewer = await house.signUp();
  await raise(house, viewer, 1);
  await eventually(async () => (await recorded(house, viewer)) === 1);
  const wrong = ['x', encodeCursor('posting', 1), encodeCursor('alert', -1), 'öä'];
  const ahead = encodeCursor('alert', 2);
  for (const after of [...wrong, ahead, encodeCursor('alert', '9'.repeat(30))]) {
    const code = await instance.refusal(viewer, { query, variables: { after } });
    assert.equal(code, 'BAD_USER_INPUT', after);
  }
  assert.equal(await instance.refusal(null, { query }), 'UNAUTHENTICATED');
  const foreign = { query, variables: { after: encodeCursor('alert', 1) } };
  assert.equal(await instance.refusal(newViewer(), foreign), 'BAD_USER_INPUT');
});
