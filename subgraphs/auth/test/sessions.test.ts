import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { sweep } from '../src/jobs/sweep.ts';
import { readSettings } from '../src/settings.ts';
import {
  authUnderTest,
  type AuthUnderTest,
  sessionIn,
  signUpInput,
  testClock,
} from './auth-under-test.ts';

const days = 86_400;
const ended = { __typename: 'SessionEnded', message: 'The session is over. Sign in again.' };

async function sessionsOf(it: AuthUnderTest, viewer: Viewer) {
  const query = '{ sessions { id startedAt refreshedAt current } }';
  const { data, errors } = await it.run(query, {}, { viewer });
  assert.equal(errors, undefined);
  return data!['sessions'] as { id: string; refreshedAt: string; current: boolean }[];
}

test('a refresh token gives a new pair of the same session', async () => {
  const clock = testClock();
  await using it = await authUnderTest({ now: clock.now });
  const up = await it.signUp();
  clock.advance(5);
  const renewed = await it.refresh(sessionIn(up).refreshToken);
  const [before, after] = [await it.viewerOf(up), await it.viewerOf(renewed)];
  assert.deepEqual({ ...after, expiresAt: 0 }, { ...before, expiresAt: 0 });
  assert.equal(after.expiresAt, before.expiresAt + 5);
  assert.notEqual(sessionIn(renewed).refreshToken, sessionIn(up).refreshToken);
  assert.equal(sessionIn(renewed).user.email, sessionIn(up).user.email);
});

test('a token used twice ends its session: neither the old nor the new one works any more', async () => {
  await using it = await authUnderTest();
  const { email } = signUpInput();
  const first = sessionIn(await it.signUp({ email })).refreshToken;
  const elsewhere = sessionIn(await it.signIn({ email })).refreshToken;
  const second = sessionIn(await it.refresh(first)).refreshToken;
  const third = sessionIn(await it.refresh(second)).refreshToken;
  assert.deepEqual(await it.refresh(first), ended);
  assert.deepEqual(await it.refresh(third), ended);
  assert.deepEqual(await it.refresh(second), ended);
  const rows = await it.sql`SELECT end_reason FROM sessions WHERE ended_at IS NOT NULL`;
  assert.deepEqual(
    rows.map(({ end_reason }) => end_reason),
    ['TOKEN_REUSED'],
  );
  // The user's other session goes on.
  sessionIn(await it.refresh(elsewhere));
});

test('of concurrent refreshes with one token, on two instances, exactly one wins', async () => {
  await using it = await authUnderTest();
  const other = await it.start();
  for (let round = 0; round < 5; round += 1) {
    const token = sessionIn(await it.signUp()).refreshToken;
    const results = await Promise.all(
      Array.from({ length: 6 }, (_, index) => (index % 2 ? it : other).refresh(token)),
    );
    const won = results.filter(({ __typename }) => __typename === 'RefreshSessionSuccess');
    assert.equal(won.length, 1);
    // The others were reuses, so what was won is over as well.
    assert.deepEqual(await it.refresh(sessionIn(won[0]!).refreshToken), ended);
  }
});

test('a token works for thirty days, and each refresh gives thirty more', async () => {
  const clock = testClock();
  await using it = await authUnderTest({ now: clock.now });
  const first = sessionIn(await it.signUp()).refreshToken;
  clock.advance(30 * days - 1);
  const second = sessionIn(await it.refresh(first)).refreshToken;
  clock.advance(30 * days);
  assert.deepEqual(await it.refresh(second), ended);
});

test('an unknown token, or anything else, is a session that is over', async () => {
  await using it = await authUnderTest();
  const token = sessionIn(await it.signUp()).refreshToken;
  for (const text of ['', 'x', '\u0000', 'x'.repeat(100_000), token.toLowerCase(), `${token} `]) {
    assert.deepEqual(await it.refresh(text), ended);
    assert.deepEqual(await it.signOut(text, true), {
      __typename: 'SignOutSuccess',
      sessionsEnded: 0,
    });
  }
  sessionIn(await it.refresh(token));
});

test('signing out ends one session, or all of them, and may be said twice', async () => {
  await using it = await authUnderTest();
  const { email } = signUpInput();
  const here = sessionIn(await it.signUp({ email })).refreshToken;
  const there = sessionIn(await it.signIn({ email })).refreshToken;
  sessionIn(await it.signIn({ email }));
  const stranger = sessionIn(await it.signUp()).refreshToken;
  const ends = async (token: string, everywhere?: boolean) =>
    (await it.signOut(token, everywhere))['sessionsEnded'];
  assert.equal(await ends(here), 1);
  assert.equal(await ends(here), 0);
  assert.deepEqual(await it.refresh(here), ended);
  const renewed = sessionIn(await it.refresh(there)).refreshToken;
  // A token that was exchanged still tells whose session it is.
  assert.equal(await ends(there, true), 2);
  assert.deepEqual(await it.refresh(renewed), ended);
  sessionIn(await it.refresh(stranger));
});

test('a session that is signed out while it is refreshed stays over', async () => {
  await using it = await authUnderTest();
  const other = await it.start();
  for (let round = 0; round < 10; round += 1) {
    const token = sessionIn(await it.signUp()).refreshToken;
    const [renewed] = await Promise.all([it.refresh(token), other.signOut(token)]);
    if (renewed.__typename === 'SessionEnded') continue;
    assert.deepEqual(await it.refresh(sessionIn(renewed).refreshToken), ended);
  }
});

test('viewers see their open sessions, newest first, and nobody else’s', async () => {
  const clock = testClock();
  await using it = await authUnderTest({ now: clock.now });
  const { email } = signUpInput();
  const first = await it.signUp({ email });
  clock.advance(60);
  const second = await it.signIn({ email });
  clock.advance(60);
  const over = await it.signIn({ email });
  await it.signOut(sessionIn(over).refreshToken);
  await it.signUp();
  const viewer = await it.viewerOf(first);
  const renewed = await it.refresh(sessionIn(first).refreshToken);
  const listed = await sessionsOf(it, viewer);
  const newest = await it.viewerOf(second);
  assert.deepEqual(
    listed.map(({ id, current }) => [id, current]),
    [
      [newest.sessionId, false],
      [viewer.sessionId, true],
    ],
  );
  assert.equal(listed[1]!.refreshedAt, clock.now().toISOString());
  clock.advance(29 * days);
  await it.refresh(sessionIn(renewed).refreshToken);
  clock.advance(2 * days);
  assert.deepEqual(
    (await sessionsOf(it, viewer)).map(({ id }) => id),
    [viewer.sessionId],
  );
});

test('the sweep removes what is long over, and nothing else', async () => {
  const clock = testClock();
  await using it = await authUnderTest({ now: clock.now });
  const settings = readSettings();
  const { email } = signUpInput();
  const open = sessionIn(await it.signUp({ email })).refreshToken;
  const out = sessionIn(await it.signIn({ email })).refreshToken;
  await it.signOut(out);
  await it.signIn({ email, password: 'not the password' });
  const logger = { warn: () => {} } as never;
  const run = () => sweep({ sql: it.sql as never, settings, now: clock.now, logger });
  const counts = async () => {
    const [row] = await it.sql`
      SELECT (SELECT count(*) FROM sessions)::int AS sessions,
             (SELECT count(*) FROM refresh_tokens)::int AS tokens,
             (SELECT count(*) FROM sign_in_attempts)::int AS attempts`;
    return { ...row };
  };
  clock.advance(29 * days);
  const renewed = sessionIn(await it.refresh(open)).refreshToken;
  assert.deepEqual(await counts(), { sessions: 2, tokens: 3, attempts: 1 });
  await run();
  assert.deepEqual(await counts(), { sessions: 2, tokens: 3, attempts: 0 });
  clock.advance(1 * days + 1);
  await run();
  assert.deepEqual(await counts(), { sessions: 1, tokens: 2, attempts: 0 });
  // Reuse is still recognised after a token has expired.
  assert.deepEqual(await it.refresh(open), ended);
  assert.deepEqual(await it.refresh(renewed), ended);
  clock.advance(90 * days);
  await run();
  assert.deepEqual(await counts(), { sessions: 0, tokens: 0, attempts: 0 });
});
