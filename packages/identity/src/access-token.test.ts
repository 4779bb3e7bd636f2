import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  exportJWK,
  generateKeyPair,
  type JWTPayload,
  SignJWT,
} from 'jose';
import {
  AccessTokenError,
  accessTokenSeconds,
  signAccessToken,
  verifyAccessToken,
} from './access-token.ts';

const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
const publicJwk = await exportJWK(publicKey);
const kid = await calculateJwkThumbprint(publicJwk);
const keys = createLocalJWKSet({ keys: [{ ...publicJwk, kid, alg: 'EdDSA', use: 'sig' }] });
const key = { kid, privateKey };
const who = {
  userId: '0197a000-0000-7000-8000-000000000001',
  bookId: '0197a000-0000-7000-8000-000000000002',
  sessionId: '0197a000-0000-7000-8000-000000000003',
  roles: ['MEMBER' as const],
};

const refusedAs = (code: AccessTokenError['code']) => (error: unknown) =>
  error instanceof AccessTokenError && error.code === code;

test('a token tells who it was made for, and until when', async () => {
  const now = Date.now();
  const { token, expiresAt } = await signAccessToken(key, who, now);
  assert.equal(expiresAt, Math.floor(now / 1000) + accessTokenSeconds);
  assert.deepEqual(await verifyAccessToken(token, keys), { ...who, expiresAt });
});

test('an old token asks for a refresh, any other wrong one for a new sign-in', async () => {
  const old = await signAccessToken(key, who, Date.now() - (accessTokenSeconds + 60) * 1000);
  await assert.rejects(verifyAccessToken(old.token, keys), refusedAs('TOKEN_EXPIRED'));
  for (const text of ['', 'x', 'a.b.c', 'e30.e30.', '....']) {
    await assert.rejects(verifyAccessToken(text, keys), refusedAs('TOKEN_INVALID'), text);
  }
});

test('a token altered anywhere is refused', async () => {
  const { token } = await signAccessToken(key, who, Date.now());
  const character = fc.constantFrom(...'AMZamz059-_.');
  await fc.assert(
    fc.asyncProperty(fc.nat(), character, async (place, character) => {
      const at = place % token.length;
      // The last character of 64 bytes in base64url has four bits that mean nothing.
      fc.pre(at < token.length - 1 && token[at] !== character);
      const altered = token.slice(0, at) + character + token.slice(at + 1);
      await assert.rejects(verifyAccessToken(altered, keys), refusedAs('TOKEN_INVALID'));
    }),
    { numRuns: 300 },
  );
});

test('another key, issuer, audience, type or shape of the claims is refused', async () => {
  const stranger = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  const forged = await signAccessToken({ kid, privateKey: stranger.privateKey }, who, Date.now());
  await assert.rejects(verifyAccessToken(forged.token, keys), refusedAs('TOKEN_INVALID'));
  const unknown = await signAccessToken({ ...key, kid: 'other' }, who, Date.now());
  await assert.rejects(verifyAccessToken(unknown.token, keys), refusedAs('TOKEN_INVALID'));

  const claims = { book: who.bookId, sid: who.sessionId, roles: who.roles };
  const times = { iat: Math.floor(Date.now() / 1000), exp: Math.floor(Date.now() / 1000) + 60 };
  const good = { iss: 'outlay', aud: 'outlay-graph', sub: who.userId, ...claims, ...times };
  const make = (payload: JWTPayload, typ = 'at+jwt') =>
    new SignJWT(payload).setProtectedHeader({ alg: 'EdDSA', kid, typ }).sign(privateKey);
  await verifyAccessToken(await make(good), keys);
  const wrong = [
    make({ ...good, iss: 'elsewhere' }),
    make({ ...good, aud: 'elsewhere' }),
    make({ ...good, sub: 'nobody' }),
    make({ ...good, book: 7 }),
    make({ ...good, roles: ['ROOT'] }),
    make({ ...good, exp: undefined }),
    make(good, 'JWT'),
  ];
  for (const token of wrong) {
    await assert.rejects(verifyAccessToken(await token, keys), refusedAs('TOKEN_INVALID'));
  }
});

test('an unsigned token and one signed with the public key as a password are refused', async () => {
  const { token } = await signAccessToken(key, who, Date.now());
  const [, payload] = token.split('.');
  const header = (alg: string) =>
    Buffer.from(JSON.stringify({ alg, kid, typ: 'at+jwt' })).toString('base64url');
  const unsigned = `${header('none')}.${payload}.`;
  await assert.rejects(verifyAccessToken(unsigned, keys), refusedAs('TOKEN_INVALID'));
  const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as JWTPayload;
  const confused = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', kid, typ: 'at+jwt' })
    .sign(Buffer.from(publicJwk.x!, 'base64url'));
  await assert.rejects(verifyAccessToken(confused, keys), refusedAs('TOKEN_INVALID'));
});

test('when the keys cannot be had, that is not held against the token', async () => {
  const { token } = await signAccessToken(key, who, Date.now());
  const answers: (() => Promise<Response>)[] = [
    async () => new Response('down', { status: 503 }),
    async () => new Response('not JSON'),
    async () => Response.json({ nothing: true }),
    async () => Promise.reject(new TypeError('fetch failed')),
  ];
  for (const answer of answers) {
    const remote = createRemoteJWKSet(new URL('https://auth.invalid/'), { [customFetch]: answer });
    await assert.rejects(verifyAccessToken(token, remote), (error) => {
      return !(error instanceof AccessTokenError);
    });
  }
});
