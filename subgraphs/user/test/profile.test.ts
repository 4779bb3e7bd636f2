import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { userSignedUp } from '@outlay/events/auth.ts';
import type { DataOf } from '@outlay/events/contract.ts';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { changedAt, signedUp, signedUpAt, userUnderTest, viewerOf } from './user-under-test.ts';

const preferences = {
  currency: 'EUR',
  locale: 'pt-PT',
  timeZone: 'Europe/Lisbon',
  firstDayOfWeek: 1,
};
const channel = { kind: 'EMAIL', address: 'secret.person@example.org', enabled: true };

test('who signs up gets a profile, and the others are told the whole of it', async () => {
  await using it = await userUnderTest();
  const viewer = await it.someone();
  assert.deepEqual(await it.me(viewer), {
    id: viewer.userId,
    displayName: 'Ana Silva',
    createdAt: signedUpAt,
    preferences,
    contactChannels: [channel],
  });
  const [event, ...more] = await it.changes(viewer, 1);
  assert.deepEqual(more, []);
  assert.equal(event!.sequence, 1n);
  assert.equal(event!.occurredAt, signedUpAt);
  const { userId, bookId } = viewer;
  assert.deepEqual(event!.data, {
    userId,
    bookId,
    displayName: 'Ana Silva',
    preferences,
    channels: [channel],
  });
});

test('an event delivered again changes nothing, not even with two instances', async () => {
  await using it = await userUnderTest();
  await it.start();
  const event = signedUp();
  const viewer = viewerOf(event.data as DataOf<typeof userSignedUp>);
  await it.append([event, event]);
  await it.changes(viewer, 1);
  await it.updateProfile(viewer, { displayName: 'Ana S.' });
  // Told anew under another number, as after a restored backup, it finds the profile there.
  await it.append([event, { ...event, sequence: '2' }]);
  await eventually(async () => {
    const [row] = await it.sql`SELECT sum(next_offset)::int AS passed FROM consumer_positions`;
    return row!['passed'] === 4;
  });
  assert.equal((await it.me(viewer))['displayName'], 'Ana S.');
  assert.equal((await it.changes(viewer, 2)).length, 2);
});

test('right after signing up a request waits for the profile', async () => {
  await using it = await userUnderTest();
  const event = signedUp();
  const viewer = viewerOf(event.data as DataOf<typeof userSignedUp>);
  const asked = [it.me(viewer), it.updateProfile(viewer, { displayName: 'At once' })] as const;
  await pause(20);
  await it.append([event]);
  const [me, updated] = await Promise.all(asked);
  assert.equal(me['id'], viewer.userId);
  assert.equal(updated.__typename, 'UpdateProfileSuccess');
});

test('a profile that doesn’t come is answered with NOT_READY in bounded time', async () => {
  await using it = await userUnderTest({ profileWaitMs: 50 });
  const { errors } = await it.run(
    '{ me { id } }',
    viewerOf({ userId: uuidv7(), bookId: uuidv7() }),
  );
  assert.equal(errors![0]!.extensions['code'], 'NOT_READY');
});

test('a change changes what is given and leaves the rest, and is told of', async () => {
  await using it = await userUnderTest();
  const viewer = await it.someone();
  await it.updateProfile(viewer, { displayName: ' Zoë ', emailAlerts: null });
  await it.updateProfile(viewer, { emailAlerts: false });
  await it.updatePreferences(viewer, { locale: 'en-gb', timeZone: 'asia/tokyo' });
  const last = await it.updatePreferences(viewer, { currency: 'JPY', firstDayOfWeek: 7 });
  const now = {
    displayName: 'Zoë',
    preferences: { currency: 'JPY', locale: 'en-GB', timeZone: 'Asia/Tokyo', firstDayOfWeek: 7 },
  };
  const channels = [{ ...channel, enabled: false }];
  const user = { id: viewer.userId, createdAt: signedUpAt, ...now, contactChannels: channels };
  assert.deepEqual(last, { __typename: 'UpdatePreferencesSuccess', user });
  assert.deepEqual(await it.me(viewer), user);
  const events = await it.changes(viewer, 5);
  assert.deepEqual(
    events.map(({ sequence }) => sequence),
    [1n, 2n, 3n, 4n, 5n],
  );
  const { userId, bookId } = viewer;
  assert.deepEqual(events.at(-1)!.data, { userId, bookId, ...now, channels });
  assert.equal(events.at(-1)!.occurredAt, changedAt);
});

test('what changes nothing tells nothing', async () => {
  await using it = await userUnderTest();
  const viewer = await it.someone();
  const same = await it.updateProfile(viewer, { displayName: 'Ana Silva', emailAlerts: true });
  assert.equal(same.__typename, 'UpdateProfileSuccess');
  await it.updatePreferences(viewer, {});
  await it.updateProfile(viewer, { displayName: 'Other' });
  assert.equal((await it.changes(viewer, 2)).length, 2);
});

test('every broken rule is named, and nothing is changed', async () => {
  await using it = await userUnderTest();
  const viewer = await it.someone();
  const before = await it.me(viewer);
  const broken = {
    updateProfile: { displayName: 'x'.repeat(81), idempotencyKey: 'short' },
    updatePreferences: { locale: '???', timeZone: '+02:00', firstDayOfWeek: 0 },
  };
  for (const [field, input] of Object.entries(broken)) {
    const result = await it[field as keyof typeof broken](viewer, input);
    assert.equal(result.__typename, 'InvalidInput');
    const fields = result['fields'] as { path: string[]; message: string }[];
    assert.deepEqual(
      fields.map(({ path }) => path),
      Object.keys(input).map((name) => [name]),
    );
  }
  const unknown = await it.run(
    'mutation { updatePreferences(input: { currency: "ZZZ", idempotencyKey: "12345678" }) { __typename } }',
    viewer,
  );
  assert.match(unknown.errors![0]!.message, /ISO 4217/);
  assert.deepEqual(await it.me(viewer), before);
});

test('the same key and input get the same answer, other input a conflict', async () => {
  await using it = await userUnderTest();
  const viewer = await it.someone();
  const input = { displayName: 'First', idempotencyKey: 'key-of-this-request' };
  const first = await it.updateProfile(viewer, input);
  await it.updateProfile(viewer, { displayName: 'Second' });
  assert.deepEqual(await it.updateProfile(viewer, input), first);
  assert.equal((await it.me(viewer))['displayName'], 'Second');
  for (const other of [{ displayName: 'Third' }, { emailAlerts: false }]) {
    const result = await it.updateProfile(viewer, { ...input, ...other });
    assert.equal(result.__typename, 'IdempotencyConflict');
  }
  const elsewhere = await it.updatePreferences(viewer, { idempotencyKey: input.idempotencyKey });
  assert.equal(elsewhere.__typename, 'IdempotencyConflict');
  // A refusal changed nothing, so its key may be used for the corrected request.
  const key = { idempotencyKey: 'key-of-a-mistake' };
  await it.updateProfile(viewer, { displayName: '', ...key });
  const corrected = await it.updateProfile(viewer, { displayName: 'Right', ...key });
  assert.equal(corrected.__typename, 'UpdateProfileSuccess');
});

test('concurrent changes on two instances all count: twins once, different ones each', async () => {
  await using it = await userUnderTest();
  const other = await it.start();
  const viewer = await it.someone();
  const twin = { displayName: 'Twin', idempotencyKey: 'key-of-the-twins' };
  const changes = [
    ...Array.from({ length: 6 }, (_, index) =>
      (index % 2 ? it : other).updateProfile(viewer, twin),
    ),
    it.updateProfile(viewer, { emailAlerts: false }),
    other.updatePreferences(viewer, { locale: 'de' }),
    it.updatePreferences(viewer, { timeZone: 'Asia/Tokyo' }),
    other.updatePreferences(viewer, { firstDayOfWeek: 3 }),
  ];
  const results = await Promise.all(changes);
  for (const { __typename } of results) assert.match(__typename, /Success$/);
  for (const result of results.slice(0, 6)) assert.deepEqual(result, results[0]);
  const events = await it.changes(viewer, 6);
  assert.equal(events.length, 6);
  assert.deepEqual(events.at(-1)!.data, {
    userId: viewer.userId,
    bookId: viewer.bookId,
    displayName: 'Twin',
    preferences: { currency: 'EUR', locale: 'de', timeZone: 'Asia/Tokyo', firstDayOfWeek: 3 },
    channels: [{ ...channel, enabled: false }],
  });
});

test('no address is readable at rest, nor can one be moved to another profile', async () => {
  await using it = await userUnderTest();
  const viewer = await it.someone();
  await it.updateProfile(viewer, { displayName: 'Changed' });
  await it.changes(viewer, 2);
  for (const table of ['profiles', 'idempotency_keys']) {
    const rows = await it.sql`SELECT t::text AS row FROM ${it.sql(table)} AS t`;
    assert.ok(rows.length > 0);
    assert.ok(rows.every(({ row }) => !String(row).includes('secret.person')));
  }
  const thief = await it.someone();
  await it.sql`
    UPDATE profiles SET email_sealed =
      (SELECT email_sealed FROM profiles WHERE user_id = ${viewer.userId})
    WHERE user_id = ${thief.userId}`;
  const { errors } = await it.run('{ me { contactChannels { address } } }', thief);
  assert.equal(errors![0]!.extensions['code'], 'INTERNAL_SERVER_ERROR_MASKED');
});
