import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyAccessToken } from '@outlay/identity/access-token.ts';
import { Sealer } from '@outlay/identity/seal.ts';
import { createLocalJWKSet, decodeProtectedHeader } from 'jose';
import { startAuth } from '../src/service.ts';
import {
  ensureSigningKey,
  removeRetiredKeys,
  rotateSigningKey,
} from '../src/store/signing-keys.ts';
import {
  authUnderTest,
  type AuthUnderTest,
  masterKey,
  sessionIn,
  testClock,
} from './auth-under-test.ts';

const otherMasterKey = 'x'.repeat(40);
const refusal = { code: 'TOKEN_INVALID' };
const kidOf = (token: string) => decodeProtectedHeader(token).kid!;

function rotate(it: AuthUnderTest, now: Date, sealedBy = masterKey): Promise<string> {
  const sealer = new Sealer(sealedBy);
  return rotateSigningKey({ sql: it.sql as never, sealer, now, publishedAheadSeconds: 60 });
}

test('replicas that start at once make one key, and read each other’s tokens', async () => {
  await using it = await authUnderTest();
  await it.sql`DELETE FROM signing_keys`;
  const replicas = await Promise.all(Array.from({ length: 4 }, () => it.start()));
  assert.equal((await it.sql`SELECT FROM signing_keys`).count, 1);
  const { accessToken } = sessionIn(await replicas[0]!.signUp());
  for (const { auth } of replicas) await verifyAccessToken(accessToken, auth.jwks);
});

test('the first key is made under a lock', async () => {
  await using it = await authUnderTest();
  const first = { sql: it.sql as never, sealer: new Sealer(masterKey), now: new Date() };
  for (let round = 0; round < 5; round += 1) {
    await it.sql`DELETE FROM signing_keys`;
    await Promise.all([ensureSigningKey(first), ensureSigningKey(first)]);
    assert.equal((await it.sql`SELECT FROM signing_keys`).count, 1);
  }
});

test('the published set has public keys only, and verifies tokens', async () => {
  await using it = await authUnderTest();
  const { accessToken } = sessionIn(await it.signUp());
  const set = await it.auth.keySet();
  const [key] = set.keys;
  assert.deepEqual(Object.keys(key!).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  assert.equal(key!.kid, kidOf(accessToken));
  await verifyAccessToken(accessToken, createLocalJWKSet(set));
});

test('the same key signs after a restart', async () => {
  await using it = await authUnderTest();
  const before = sessionIn(await it.signUp());
  await it.auth.stop();
  const again = await it.start();
  assert.equal(
    kidOf(sessionIn(await again.refresh(before.refreshToken)).accessToken),
    kidOf(before.accessToken),
  );
});

test('a new key is published first, signs a minute later, and the old one stays for its tokens', async () => {
  const clock = testClock();
  await using it = await authUnderTest({ now: clock.now });
  const other = await it.start();
  let { accessToken, refreshToken } = sessionIn(await it.signUp());
  const oldKid = kidOf(accessToken);
  const kids = async () => (await it.auth.keySet()).keys.map(({ kid }) => kid);
  const renew = async (at: Pick<AuthUnderTest, 'refresh'>) => {
    ({ accessToken, refreshToken } = sessionIn(await at.refresh(refreshToken)));
    return kidOf(accessToken);
  };

  const newKid = await rotate(it, clock.now());
  assert.notEqual(newKid, oldKid);
  clock.advance(31);
  assert.deepEqual(await kids(), [oldKid, newKid]);
  assert.equal(await renew(it), oldKid);
  clock.advance(28);
  // The last token of the old key, and the first of the new one on each instance.
  assert.equal(await renew(other), oldKid);
  const lastOfOld = accessToken;
  clock.advance(1);
  assert.equal(await renew(it), newKid);
  assert.equal(await renew(other), newKid);
  await verifyAccessToken(accessToken, it.auth.jwks);

  clock.advance(599);
  await removeRetiredKeys(it.sql as never, clock.now());
  await verifyAccessToken(lastOfOld, createLocalJWKSet(await it.auth.keySet()));
  clock.advance(3600);
  await removeRetiredKeys(it.sql as never, clock.now());
  assert.deepEqual(await kids(), [newKid]);
  assert.equal((await it.sql`SELECT FROM signing_keys`).count, 1);
  await assert.rejects(verifyAccessToken(lastOfOld, it.auth.jwks), refusal);
});

test('rotating twice within the minute leaves one key to sign at any time', async () => {
  const clock = testClock();
  await using it = await authUnderTest({ now: clock.now });
  const session = sessionIn(await it.signUp());
  const current = async () =>
    (await it.sql`SELECT FROM signing_keys WHERE retired_at IS NULL`).count;
  for (let round = 0; round < 5; round += 1) {
    await Promise.all([rotate(it, clock.now()), rotate(it, clock.now())]);
    assert.equal(await current(), 1);
  }
  clock.advance(20);
  const last = await rotate(it, clock.now());
  clock.advance(60);
  const renewed = sessionIn(await it.refresh(session.refreshToken));
  assert.equal(kidOf(renewed.accessToken), last);
  assert.equal(await current(), 1);
});

test('a token of a key made just now elsewhere is recognised by asking the database again', async () => {
  const clock = testClock();
  await using it = await authUnderTest({ now: clock.now });
  const later = testClock();
  await it.auth.keySet();
  await rotate(it, clock.now());
  later.advance(61);
  const ahead = await it.start({ now: later.now });
  const { accessToken } = sessionIn(await ahead.signUp());
  clock.advance(2);
  await verifyAccessToken(accessToken, it.auth.jwks);
});

test('tokens of unknown keys don’t ask the database each time', async () => {
  const clock = testClock();
  await using it = await authUnderTest({ now: clock.now });
  await using stranger = await authUnderTest();
  const { accessToken } = sessionIn(await stranger.signUp());
  await assert.rejects(verifyAccessToken(accessToken, it.auth.jwks), refusal);
  // With the table out of the way any question to it would fail as something else than a refusal.
  await it.sql`ALTER TABLE signing_keys RENAME TO hidden`;
  for (let times = 0; times < 5; times += 1) {
    await assert.rejects(verifyAccessToken(accessToken, it.auth.jwks), refusal);
  }
});

test('while the database can’t be read, known keys go on', async () => {
  const clock = testClock();
  await using it = await authUnderTest({ now: clock.now });
  const { accessToken } = sessionIn(await it.signUp());
  await it.sql`ALTER TABLE signing_keys RENAME TO hidden`;
  clock.advance(300);
  await verifyAccessToken(accessToken, it.auth.jwks);
  sessionIn(await it.signUp());
});

test('another master key rotates nothing', async () => {
  await using it = await authUnderTest();
  const keys = () => it.sql`SELECT * FROM signing_keys`;
  const before = await keys();
  const refused = { name: 'ConfigError', message: /MASTER_KEY/ };
  await assert.rejects(rotate(it, new Date(), otherMasterKey), refused);
  assert.deepEqual(await keys(), before);
});

test('auth is not ready while the key that signs can’t be opened', async () => {
  const clock = testClock();
  await using it = await authUnderTest({ now: clock.now });
  const ready = { ready: true, problems: [] };
  assert.deepEqual(await it.auth.health(), ready);
  const kid = await rotate(it, clock.now());
  const [key] =
    await it.sql`SELECT private_jwk_sealed AS sealed FROM signing_keys WHERE kid = ${kid}`;
  const keep = (sealed: string) =>
    it.sql`UPDATE signing_keys SET private_jwk_sealed = ${sealed} WHERE kid = ${kid}`;
  await keep(new Sealer(otherMasterKey).seal('{}', 'elsewhere'));
  clock.advance(59);
  assert.deepEqual(await it.auth.health(), ready);
  clock.advance(1);
  assert.deepEqual(await it.auth.health(), { ready: false, problems: ['signing key'] });
  await keep(key!['sealed'] as string);
  clock.advance(31);
  assert.deepEqual(await it.auth.health(), ready);
});

test('another master key is refused at the start, with a sentence', async () => {
  await using it = await authUnderTest();
  const eventLog = {} as never;
  const logger = {} as never;
  const other = { databaseUrl: it.databaseUrl, eventLog, logger, masterKey: otherMasterKey };
  await assert.rejects(startAuth(other), { name: 'ConfigError', message: /MASTER_KEY/ });
});
