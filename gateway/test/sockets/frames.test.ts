import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { startHouse } from '../fixture/house.ts';
import { rawConnection } from '../fixture/bytes.ts';
import { frame, message, opcodes, openRawSocket } from './fixture/raw-socket.ts';
import { openSockets } from './fixture/open.ts';

const { more, binary, close, ping, pong } = opcodes;
const split = { final: false };

describe('a socket is closed', () => {
  let house: Awaited<ReturnType<typeof startHouse>>;
  before(async () => {
    house = await startHouse({ sockets: { maxMessageBytes: 10_000 } });
  });
  after(() => house.gateway.stop());

  const cases: [what: string, code: number, frames: Buffer[]][] = [
    ['for a frame without a mask', 1002, [frame('{}', { masked: false })]],
    ['for bits that mean nothing', 1002, [frame('{}', { reserved: 4 })]],
    ['for a kind that there isn’t', 1002, [frame('{}', { opcode: 3 })]],
    ['for more of what never began', 1002, [frame('{}', { opcode: more })]],
    ['for a message within another', 1002, [frame('{', split), frame('}')]],
    ['for a ping in pieces', 1002, [frame('', { opcode: ping, final: false })]],
    ['for a ping that is too long', 1002, [frame('x'.repeat(126), { opcode: ping })]],
    ['for text that is none', 1007, [frame(Buffer.from([0xc3, 0x28]))]],
    ['for a farewell with half a code', 1002, [frame(Buffer.from([3]), { opcode: close })]],
    [
      'for a frame that says it has 20 MB, before they come',
      1009,
      [frame('{', { length: 20_000_000 })],
    ],
    ['for a length beyond all numbers', 1009, [frame('{', { length: 2 ** 53 })]],
    [
      'for a message that gets too long piece by piece',
      1009,
      [
        frame('x', split),
        ...Array.from({ length: 20 }, () => frame('x'.repeat(600), { opcode: more, ...split })),
      ],
    ],
    [
      'for 20,000 pieces of nothing',
      1008,
      [
        frame('', split),
        ...Array.from({ length: 20_000 }, () => frame('', { opcode: more, ...split })),
      ],
    ],
    ['for what is no message', 4400, [frame('{"type":')]],
    ['for a message of no kind', 4400, [message({ type: 'destroy' })]],
    [
      'for bytes, even if they say the same',
      4400,
      [frame(Buffer.from([0, 1, 2]), { opcode: binary })],
    ],
  ];
  for (const [what, code, frames] of cases) {
    test(what, async () => {
      using raw = await openRawSocket(house.url);
      assert.equal(raw.status, 101);
      raw.send(...frames);
      assert.equal(await raw.closeCode(), code);
      await eventually(() => raw.isClosed());
      assert.equal((await house.ask('{ requestId }')).status, 200);
    });
  }

  test('and all of them are gone', async () => {
    await eventually(async () => (await openSockets()) === 0);
  });

  test('for another protocol', async () => {
    using raw = await openRawSocket(house.url, { 'Sec-WebSocket-Protocol': 'graphql-ws' });
    assert.equal(await raw.closeCode(), 4406);
  });

  test('not for a message in pieces with a ping in between', async () => {
    using raw = await openRawSocket(house.url);
    const authorization = `Bearer ${await house.tokens.token()}`;
    const init = JSON.stringify({ type: 'connection_init', payload: { authorization } });
    raw.send(frame(init.slice(0, 10), split), frame('are you there', { opcode: ping }));
    const answer = await raw.receive();
    assert.deepEqual([answer.opcode, String(answer.payload)], [pong, 'are you there']);
    raw.send(
      frame(init.slice(10, 20), { opcode: more, ...split }),
      frame(init.slice(20), { opcode: more }),
    );
    assert.deepEqual(await raw.receiveMessage(), { type: 'connection_ack' });
    raw.send(message({ type: 'connection_init', payload: { authorization } }));
    assert.equal(await raw.closeCode(), 4429, 'twice is once too often');
  });
});

describe('no socket is opened', () => {
  let house: Awaited<ReturnType<typeof startHouse>>;
  before(async () => {
    house = await startHouse({ corsOrigins: ['https://app.example'] });
  });
  after(() => house.gateway.stop());

  const cases: [what: string, status: number, headers: Record<string, string | undefined>][] = [
    ['for a page of another origin', 403, { Origin: 'https://evil.example' }],
    ['for one that only begins the same', 403, { Origin: 'https://app.example.evil.example' }],
    ['for one without encryption', 403, { Origin: 'http://app.example' }],
    ['for a page without an origin', 403, { Origin: 'null' }],
    ['without a key', 400, { 'Sec-WebSocket-Key': undefined }],
    ['for a key that is none', 400, { 'Sec-WebSocket-Key': 'x' }],
    ['for another version', 426, { 'Sec-WebSocket-Version': '7' }],
    ['for an upgrade to something else, which is a GET like any other', 403, { Upgrade: 'h2c' }],
  ];
  for (const [what, status, headers] of cases) {
    test(what, async () => {
      using raw = await openRawSocket(house.url, headers);
      assert.equal(raw.status, status);
    });
  }

  test('by a POST', async () => {
    using raw = await rawConnection(house.url);
    raw.send(
      'POST /graphql HTTP/1.1\r\nhost: outlay\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
    );
    assert.ok([400, 405].includes((await raw.answer()).status));
  });

  test('but for a page of a configured one, and for what is no page', async () => {
    for (const Origin of ['https://app.example', undefined]) {
      using raw = await openRawSocket(house.url, { Origin });
      assert.equal(raw.status, 101);
    }
  });
});
