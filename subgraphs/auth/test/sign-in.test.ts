import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from '../src/settings.ts';
import { authUnderTest, password, sessionIn, signUpInput } from './auth-under-test.ts';

const wrong = 'not the password of anybody';

test('the right password signs in, however the address is spelled', async () => {
  await using it = await authUnderTest();
  const up = await it.signUp({ email: 'ana@example.org', password: 'cafe\u0301 cafe\u0301 cafe' });
  const result = await it.signIn({ email: ' ANA@example.org', password: 'café café cafe' });
  assert.equal((await it.viewerOf(result)).userId, (await it.viewerOf(up)).userId);
});

test('a wrong password and an unknown address get the same answer', async () => {
  await using it = await authUnderTest();
  const { email } = signUpInput();
  await it.signUp({ email });
  const known = await it.signIn({ email, password: wrong });
  const unknown = await it.signIn({ email: 'nobody@example.org', password: wrong });
  assert.equal(known.__typename, 'WrongCredentials');
  assert.deepEqual(unknown, known);
});

test('an unknown address costs as much hashing as a known one, so its time tells nothing', async () => {
  const settings = readSettings();
  const heavy = { memoryKiB: 19_456, iterations: 20, parallelism: 1 };
  await using it = await authUnderTest({
    settings: { ...settings, passwords: { ...settings.passwords, argon2id: heavy } },
  });
  const { email } = signUpInput();
  await it.signUp({ email });
  // What the processor did, not how long it took: other work on the machine doesn't count.
  const processorTime = async (address: string) => {
    const before = process.cpuUsage();
    await it.signIn({ email: address, password: wrong });
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  const known = await processorTime(email);
  const unknown = await processorTime('nobody@example.org');
  assert.ok(unknown > known / 2 && unknown < known * 2, `${unknown} against ${known} µs`);
});

test('input that nobody can have is refused by name', async () => {
  await using it = await authUnderTest();
  const result = await it.signIn({ email: 'ana', password: 'x'.repeat(2000) });
  assert.equal(result.__typename, 'InvalidInput');
  const fields = result['fields'] as { path: string[] }[];
  assert.deepEqual(
    fields.map(({ path }) => path[0]),
    ['email', 'password'],
  );
});

test('a hash of other parameters is made anew at the next sign-in, and still works', async () => {
  const settings = readSettings();
  const weak = { memoryKiB: 1024, iterations: 1, parallelism: 1 };
  await using it = await authUnderTest({
    settings: { ...settings, passwords: { ...settings.passwords, argon2id: weak } },
  });
  const { email } = signUpInput();
  await it.signUp({ email });
  const hashes = async () =>
    (await it.sql`SELECT password_hash FROM identities`)[0]!['password_hash'] as string;
  assert.match(await hashes(), /m=1024,t=1,p=1/);
  const today = await it.start({ settings });
  assert.equal((await today.signIn({ email, password: wrong })).__typename, 'WrongCredentials');
  assert.match(await hashes(), /m=1024,t=1,p=1/);
  sessionIn(await today.signIn({ email }));
  const renewed = await hashes();
  assert.match(renewed, /m=19456,t=2,p=1/);
  sessionIn(await today.signIn({ email }));
  assert.equal(await hashes(), renewed);
});

test('fifty people sign in at once; the line is bounded', async () => {
  const settings = readSettings();
  await using it = await authUnderTest();
  const { email } = signUpInput();
  await it.signUp({ email });
  const results = await Promise.all(Array.from({ length: 50 }, () => it.signIn({ email })));
  for (const result of results) sessionIn(result);

  const passwords = { ...settings.passwords, hashedAtOnce: 1, waitingAtMost: 1 };
  const narrow = await it.start({ settings: { ...settings, passwords } });
  const query = 'mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }';
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => narrow.run(query, { input: { email, password } })),
  );
  const codes = answers.map(({ errors }) => errors?.[0]?.extensions['code']);
  assert.deepEqual(codes, [undefined, undefined, 'NOT_READY', 'NOT_READY']);
});
