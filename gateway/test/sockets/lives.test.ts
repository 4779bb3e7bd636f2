import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { tellEnded } from '@outlay/cache/ended-sessions.ts';
import { createMemoryCache } from '@outlay/cache/memory.ts';
import { accessTokenLivesMs, accessTokenSeconds } from '@outlay/identity/access-token.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { decodeJwt } from 'jose';
import { type HouseOptions, startHouse } from '../fixture/house.ts';
import { openSockets } from './fixture/open.ts';
import { frame, message, opcodes, openRawSocket, type RawSocket } from './fixture/raw-socket.ts';

type House = Awaited<ReturnType<typeof startHouse>>;

async function socketOf(house: House, token: string): Promise<RawSocket> {
  const raw = await openRawSocket(house.url);
  const authorization = `Bearer ${token}`;
  raw.send(message({ type: 'connection_init', payload: { authorization } }));
  return raw;
}

async function subscribed(house: House, token: string): Promise<RawSocket> {
  const raw = await socketOf(house, token);
  assert.deepEqual(await raw.receiveMessage(), { type: 'connection_ack' });
  const payload = { query: 'subscription { noteAdded { text } }' };
  raw.send(message({ id: 'live', type: 'subscribe', payload }));
  await eventually(() => house.notes.listeners() === 1);
  return raw;
}

describe('a socket lives', () => {
  const idle = async (options: HouseOptions, frames: Buffer[]) => {
    await using house = await startHouse(options);
    using raw = await openRawSocket(house.url);
    raw.send(...frames);
    return await raw.closeCode();
  };

  test('as long as it takes to say who it is for, and no longer', async () => {
    const options = { sockets: { initTimeoutMs: 100 } };
    assert.equal(await idle(options, []), 4408);
    assert.equal(await idle(options, [frame('', { opcode: opcodes.ping })]), 4408);
    assert.equal(await idle(options, [message({ type: 'ping' })]), 4408);
  });

  test('less than that where many come and say nothing: they keep nobody out', async () => {
    await using house = await startHouse({ sockets: { maxWaiting: 20, initTimeoutMs: 60_000 } });
    using signedIn = await subscribed(house, await house.tokens.token());
    const silent = [];
    for (let nth = 0; nth < 60; nth += 1) silent.push(await openRawSocket(house.url));
    using newcomer = await socketOf(house, await house.tokens.token());
    assert.deepEqual(await newcomer.receiveMessage(), { type: 'connection_ack' });
    assert.equal(await silent[0]!.closeCode(), 4408);
    await eventually(async () => (await openSockets()) <= 2 + 20);
    house.notes.add('still here');
    assert.equal((await signedIn.receiveMessage())['type'], 'next');
    for (const raw of silent) raw[Symbol.dispose]();
  });

  test('not at all where nobody is signed in', async () => {
    assert.equal(await idle({}, [message({ type: 'connection_init' })]), 4403);
    const authorization = 'Bearer nonsense';
    const init = message({ type: 'connection_init', payload: { authorization } });
    assert.equal(await idle({}, [init]), 4403);
    const early = message({ id: 'a', type: 'subscribe', payload: { query: '{ requestId }' } });
    assert.equal(await idle({}, [early]), 4401);
  });

  test('as long as its token, with its subscriptions', async () => {
    await using house = await startHouse();
    const token = await house.tokens.token({ agoMs: (accessTokenSeconds - 2) * 1_000 });
    using raw = await subscribed(house, token);
    assert.equal(await raw.closeCode(), 4403);
    await eventually(() => house.notes.listeners() === 0);
    const { exp = Infinity } = decodeJwt(token);
    assert.ok(Date.now() >= exp * 1_000, 'not sooner');
  });

  test('as long as its session', async () => {
    const cache = createMemoryCache();
    await using house = await startHouse({ cache });
    using raw = await subscribed(house, await house.tokens.token());
    await tellEnded(cache, [randomUUID()], accessTokenLivesMs);
    house.notes.add('still here');
    assert.equal((await raw.receiveMessage())['type'], 'next');
    await tellEnded(cache, [house.tokens.sessionId], accessTokenLivesMs);
    assert.equal(await raw.closeCode(), 4403);
    await eventually(() => house.notes.listeners() === 0);
    using again = await socketOf(house, await house.tokens.token());
    assert.equal(await again.closeCode(), 4403, 'its token, good as it is, opens no other');
  });

  test('as long as it answers', async () => {
    await using house = await startHouse({ sockets: { keepAliveMs: 60 } });
    const token = await house.tokens.token();
    using silent = await subscribed(house, token);
    assert.equal(await silent.closeCode(), 1006);
    // A pong that holds anything but what was asked for is no answer.
    using guessing = await subscribed(house, token);
    const guesses = setInterval(() => guessing.send(frame('', { opcode: opcodes.pong })), 10);
    assert.equal(await guessing.closeCode(), 1006);
    clearInterval(guesses);
    using answering = await subscribed(house, token);
    for (let pings = 0; pings < 5;) {
      const { opcode, payload } = await answering.receive();
      if (opcode !== opcodes.ping) continue;
      answering.send(frame(payload, { opcode: opcodes.pong }));
      pings += 1;
    }
    assert.equal(answering.isClosed(), false);
  });
});

test('500 idle sockets of ten people stay, of one only so many, and others are answered', async () => {
  await using house = await startHouse();
  const open = async (
    userId: ReturnType<typeof randomUUID>,
    count: number,
  ): Promise<RawSocket[]> => {
    const token = await house.tokens.token({ userId });
    return Promise.all(Array.from({ length: count }, () => socketOf(house, token)));
  };
  const everybody: RawSocket[] = [];
  for (let people = 0; people < 10; people += 1) everybody.push(...(await open(randomUUID(), 50)));
  for (const raw of everybody) {
    assert.deepEqual(await raw.receiveMessage(), { type: 'connection_ack' });
  }
  assert.equal(await openSockets(), 500);
  const hoarder = await open(randomUUID(), 200);
  const closed = (await Promise.all(hoarder.map((raw) => raw.receiveMessage()))).filter(
    ({ code }) => code === 4429,
  );
  assert.equal(closed.length, 150);
  assert.equal((await house.ask('{ requestId }')).status, 200);
  for (const raw of [...everybody, ...hoarder]) raw[Symbol.dispose]();
  await eventually(async () => (await openSockets()) === 0);
});
