import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { startHouse } from '../fixture/house.ts';
import { openSockets } from './fixture/open.ts';
import { frame, message, opcodes, openRawSocket, type RawSocket } from './fixture/raw-socket.ts';

const noteAdded = { query: 'subscription { noteAdded { text } }' };
const subscribe = (id: string, payload: object = noteAdded) =>
  message({ id, type: 'subscribe', payload });

/**
 * What fills a socket up, in either direction. That the gateway stands it is seen by what it does: the
 * socket is gone, its subscriptions with it, and somebody else is answered.
 */
describe('a socket that is flooded', () => {
  let house: Awaited<ReturnType<typeof startHouse>>;
  let authorization: string;
  before(async () => {
    house = await startHouse({ sockets: { bufferBytes: 256 * 1024 } });
    authorization = `Bearer ${await house.tokens.token()}`;
  });
  after(() => house.gateway.stop());
  beforeEach(() => eventually(async () => (await openSockets()) === 0));

  async function signedIn(): Promise<RawSocket> {
    const raw = await openRawSocket(house.url);
    raw.send(message({ type: 'connection_init', payload: { authorization } }));
    assert.deepEqual(await raw.receiveMessage(), { type: 'connection_ack' });
    return raw;
  }

  async function endured(): Promise<void> {
    await eventually(async () => (await openSockets()) === 0);
    await eventually(() => house.notes.listeners() === 0);
    assert.equal((await house.ask('{ requestId }')).status, 200);
  }

  test('by 5,000 subscriptions is closed, and none of them goes on', async () => {
    using raw = await signedIn();
    raw.send(...Array.from({ length: 5_000 }, (_none, nth) => subscribe(String(nth))));
    assert.equal(await raw.closeCode(), 4429);
    await endured();
  });

  test('by twice as many as may be says so of the others', async () => {
    using raw = await signedIn();
    raw.send(...Array.from({ length: 100 }, (_none, nth) => subscribe(String(nth))));
    for (let refused = 0; refused < 50; refused += 1) {
      const { type, payload } = await raw.receiveMessage();
      assert.equal(type, 'error');
      assert.match(JSON.stringify(payload), /TOO_MANY_SUBSCRIPTIONS/);
    }
    assert.ok(house.notes.listeners() <= 50);
  });

  test('by 50 runs all of them', async () => {
    using raw = await signedIn();
    raw.send(...Array.from({ length: 50 }, (_none, nth) => subscribe(String(nth))));
    await eventually(() => house.notes.listeners() > 0);
    raw.send(message({ type: 'ping' }));
    assert.equal((await raw.receiveMessage())['type'], 'pong');
  });

  for (const [what, one] of [
    ['pings', frame('x'.repeat(125), { opcode: opcodes.ping })],
    ['pongs', frame('x'.repeat(125), { opcode: opcodes.pong })],
    ['pings of its protocol', message({ type: 'ping' })],
    ['beginnings and ends', message({ id: 'none', type: 'complete' })],
  ] as const) {
    test(`by ${what} is closed`, async () => {
      using raw = await signedIn();
      raw.send(...Array.from({ length: 20_000 }, () => one));
      // The WebSocket itself cuts one for which too many pongs wait.
      assert.ok([4429, 1006].includes(await raw.closeCode()));
      await endured();
    });

    test(`by ${what} whose answers nobody reads is closed`, async () => {
      using raw = await signedIn();
      raw.stopReading();
      raw.send(...Array.from({ length: 20_000 }, () => one));
      await endured();
    });
  }

  test('before it says who it is for is closed', async () => {
    using raw = await openRawSocket(house.url);
    raw.send(...Array.from({ length: 5_000 }, () => frame('', { opcode: opcodes.pong })));
    assert.equal(await raw.closeCode(), 4429);
    await endured();
  });

  test('and that doesn’t read its answers is cut before they fill the memory', async () => {
    using raw = await signedIn();
    raw.stopReading();
    const long = {
      query: '{ note(text: $text) { text } }'.replace('{', 'query ($text: String!) {'),
    };
    const payload = { ...long, variables: { text: 'x'.repeat(500_000) } };
    raw.send(...Array.from({ length: 40 }, (_none, nth) => subscribe(String(nth), payload)));
    await endured();
  });
});

test('a socket with events that doesn’t read them is cut, also while it says that it lives', async () => {
  await using house = await startHouse({ sockets: { keepAliveMs: 300 } });
  using raw = await openRawSocket(house.url);
  const authorization = `Bearer ${await house.tokens.token()}`;
  raw.send(message({ type: 'connection_init', payload: { authorization } }));
  await raw.receiveMessage();
  raw.send(subscribe('live'));
  await eventually(() => house.notes.listeners() === 1);
  raw.stopReading();
  const says = setInterval(() => raw.send(frame('', { opcode: opcodes.pong })), 50);
  try {
    for (let nth = 0; nth < 100; nth += 1) house.notes.add('x'.repeat(100_000));
    await eventually(async () => (await openSockets()) === 0);
    await eventually(() => house.notes.listeners() === 0);
  } finally {
    clearInterval(says);
  }
});
