import assert from 'node:assert/strict';
import { test } from 'node:test';
import { userSignedUp } from '@outlay/events/auth.ts';
import { parseEvent } from '@outlay/events/contract.ts';
import {
  authUnderTest,
  masterKey,
  password,
  sessionIn,
  signUpInput,
  testClock,
} from './auth-under-test.ts';

test('signing up makes an identity, tells of it once, and signs in', async () => {
  const clock = testClock();
  await using it = await authUnderTest({ now: clock.now });
  const result = await it.signUp({
    email: ' Ana@Example.org ',
    displayName: ' Ana ',
    locale: 'en-gb',
    timeZone: 'europe/berlin',
    firstDayOfWeek: 7,
  });
  const session = sessionIn(result);
  const viewer = await it.viewerOf(result);
  assert.equal(session.user.email, 'ana@example.org');
  assert.deepEqual(session.user.roles, ['MEMBER']);
  assert.equal(session.user.id, viewer.userId);
  assert.deepEqual(viewer.roles, ['MEMBER']);
  const lasts = Date.parse(session.accessTokenExpiresAt) - clock.now().getTime();
  assert.ok(lasts > 599_000 && lasts <= 600_000);
  assert.equal(Date.parse(session.refreshTokenExpiresAt) - clock.now().getTime(), 30 * 86_400_000);

  const [event, ...more] = await it.events(1);
  assert.deepEqual(more, []);
  const { key, data, sequence } = parseEvent(userSignedUp, event!);
  assert.equal(key, viewer.bookId);
  assert.equal(sequence, 1n);
  assert.deepEqual(data, {
    userId: viewer.userId,
    bookId: viewer.bookId,
    email: 'ana@example.org',
    displayName: 'Ana',
    preferences: {
      currency: 'EUR',
      locale: 'en-GB',
      timeZone: 'Europe/Berlin',
      firstDayOfWeek: 7,
    },
  });
});

test('every broken rule is named, and nothing is made', async () => {
  await using it = await authUnderTest();
  const wrong = {
    email: 'ana@',
    password: 'too short',
    displayName: '  ',
    locale: 'english please',
    timeZone: 'Mars/Olympus',
    firstDayOfWeek: 8,
    idempotencyKey: 'short',
  };
  const result = await it.signUp(wrong);
  assert.equal(result.__typename, 'InvalidInput');
  const fields = result['fields'] as { path: string[]; message: string }[];
  assert.deepEqual(
    fields.map(({ path }) => path),
    Object.keys(wrong).map((name) => [name]),
  );
  assert.match(fields[1]!.message, /12 to 256 characters/);
  assert.equal((await it.sql`SELECT FROM identities`).count, 0);

  const unknown = await it.run(
    'mutation ($input: SignUpInput!) { signUp(input: $input) { __typename } }',
    { input: signUpInput({ currency: 'ZZZ' }) },
  );
  assert.match(unknown.errors![0]!.message, /ISO 4217/);
});

test('the same key and input sign in again as the same user, in a new session', async () => {
  await using it = await authUnderTest();
  const input = signUpInput({ email: 'ana@example.org', locale: 'en-GB' });
  const first = await it.signUp(input);
  // Spelled otherwise it is the same input.
  const again = await it.signUp({ ...input, email: 'ANA@example.org', locale: 'en-gb' });
  const [one, two] = [await it.viewerOf(first), await it.viewerOf(again)];
  assert.equal(two.userId, one.userId);
  assert.equal(two.bookId, one.bookId);
  assert.notEqual(two.sessionId, one.sessionId);
  assert.equal((await it.events(1)).length, 1);
});

test('the same key with other input is a conflict; another key finds the address taken', async () => {
  await using it = await authUnderTest();
  const input = signUpInput();
  sessionIn(await it.signUp(input));
  const others = [
    { displayName: 'Somebody else' },
    { currency: 'USD' },
    { locale: 'de' },
    { timeZone: 'Asia/Tokyo' },
    { firstDayOfWeek: 3 },
    { password: 'another password, also good' },
  ];
  for (const other of others) {
    const result = await it.signUp({ ...input, ...other });
    assert.equal(result.__typename, 'IdempotencyConflict', JSON.stringify(other));
    assert.equal(result['idempotencyKey'], input.idempotencyKey);
  }
  const taken = await it.signUp({ ...input, idempotencyKey: 'another-key' });
  assert.equal(taken.__typename, 'EmailTaken');
  // The key counts within its e-mail address: strangers' keys don't meet.
  sessionIn(await it.signUp({ ...input, email: 'somebody@example.org' }));
});

test('a replay is no way round the counting of guesses', async () => {
  await using it = await authUnderTest();
  const input = signUpInput();
  sessionIn(await it.signUp(input));
  for (let guess = 0; guess < 6; guess += 1) {
    await it.signUp({ ...input, password: `guess number ${guess} of many` });
  }
  assert.equal((await it.signUp(input)).__typename, 'IdempotencyConflict');
  assert.equal((await it.signIn({ email: input.email })).__typename, 'TooManyAttempts');
});

test('concurrent twins on two instances make one user, and all of them sign in', async () => {
  await using it = await authUnderTest();
  const other = await it.start();
  const input = signUpInput();
  const twins = await Promise.all(
    Array.from({ length: 8 }, (_, index) => (index % 2 ? it : other).signUp(input)),
  );
  const users = await Promise.all(twins.map(async (twin) => (await it.viewerOf(twin)).userId));
  assert.equal(new Set(users).size, 1);
  assert.equal((await it.sql`SELECT FROM identities`).count, 1);
  assert.equal((await it.sql`SELECT FROM sessions`).count, 8);
  assert.equal((await it.events(1)).length, 1);
});

test('of concurrent strangers with one address exactly one gets it', async () => {
  await using it = await authUnderTest();
  const other = await it.start();
  const results = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      (index % 2 ? it : other).signUp({
        email: 'wanted@example.org',
        idempotencyKey: `stranger-${index}`,
      }),
    ),
  );
  const outcomes = results.map(({ __typename }) => __typename).sort();
  assert.deepEqual(outcomes, [...Array<string>(5).fill('EmailTaken'), 'SignUpSuccess']);
});

test('operators are those that the settings name, from the next token on', async () => {
  await using it = await authUnderTest({ operatorEmails: ['Boss@example.org'] });
  const input = signUpInput({ email: 'boss@example.org' });
  const boss = await it.signUp(input);
  assert.deepEqual((await it.viewerOf(boss)).roles, ['MEMBER', 'OPERATOR']);
  assert.deepEqual(sessionIn(boss).user.roles, ['MEMBER', 'OPERATOR']);
  assert.deepEqual((await it.viewerOf(await it.signUp())).roles, ['MEMBER']);

  const without = await it.start({ operatorEmails: [] });
  const renewed = await without.refresh(sessionIn(boss).refreshToken);
  assert.deepEqual((await it.viewerOf(renewed)).roles, ['MEMBER']);
});

test('nothing at rest gives away an address, a password or a token', async () => {
  await using it = await authUnderTest();
  const session = sessionIn(await it.signUp({ email: 'secret.person@example.org' }));
  await it.signIn({ email: 'secret.person@example.org', password: 'a wrong guess' });
  // The event carries the address to whoever owns profiles; it leaves the outbox for the log at once.
  await it.events(1);
  const tables = ['identities', 'sessions', 'refresh_tokens', 'sign_in_attempts', 'signing_keys'];
  for (const table of tables) {
    const rows = await it.sql`SELECT t::text AS row FROM ${it.sql(table)} AS t`;
    const text = rows.map(({ row }) => row as string).join('\n');
    const secrets = ['secret.person', password, session.refreshToken, '"d"', masterKey];
    for (const secret of secrets) assert.ok(!text.includes(secret), `${table} holds ${secret}`);
    const asHex = Buffer.from(session.refreshToken).toString('hex');
    assert.ok(!text.includes(asHex));
  }
  const [identity] = await it.sql`SELECT password_hash FROM identities`;
  assert.match(identity!['password_hash'] as string, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});
