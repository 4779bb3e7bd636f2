import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { Link } from './link.ts';
import { fixedPort } from './ports.ts';

/** A server that says everything back, and remembers what it heard. */
const echo = createServer({ allowHalfOpen: true }, (socket) => {
  serverSides += 1;
  socket.on('error', () => {});
  socket.on('close', () => (serverSides -= 1));
  socket.on('data', (bytes) => {
    heard += bytes.toString();
    socket.write(bytes);
  });
  socket.on('end', () => socket.end('bye'));
});
let heard = '';
let serverSides = 0;
let link: Link;

before(async () => {
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const { port } = echo.address() as AddressInfo;
  link = await Link.open(await fixedPort(), () => ({ port }));
});
beforeEach(async () => {
  link.change({});
  link.cut();
  await eventually(() => serverSides === 0);
  heard = '';
});
after(async () => {
  await link.close();
  echo.close();
});

test('carries bytes both ways, in order, with the end of each direction', async () => {
  const client = await open();
  const large = Array.from({ length: 100_000 }, (_, number) => `${number};`).join('');
  client.socket.write(large);
  client.socket.end();
  await once(client.socket, 'end');
  assert.equal(client.read(), `${large}bye`);
  await eventually(() => link.connections === 0);
});

test('a slow link takes its time each way, for much as for little', async () => {
  link.change({ delayMs: () => 60 });
  const client = await open();
  const started = performance.now();
  for (let number = 0; number < 20; number += 1) {
    client.socket.write(`${number};`);
    await new Promise(setImmediate);
  }
  await eventually(() => client.read().endsWith('19;'));
  const tookMs = performance.now() - started;
  assert.ok(tookMs >= 119, `took ${tookMs} ms`);
  assert.equal(client.read(), Array.from({ length: 20 }, (_, number) => `${number};`).join(''));
  client.socket.destroy();
});

test('a black hole keeps what was sent, also on new connections, until it is gone', async () => {
  const old = await open();
  link.change({ holds: true });
  old.socket.write('old');
  const young = await open();
  young.socket.write('young');
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(heard, '');
  link.change({});
  await eventually(() => old.read() === 'old' && young.read() === 'young');
  old.socket.destroy();
  young.socket.destroy();
});

test('lost replies are lost, while requests arrive', async () => {
  const client = await open();
  link.change({ losesReplies: true });
  client.socket.write('hello');
  await eventually(() => heard === 'hello');
  link.change({});
  client.socket.write('again');
  await eventually(() => client.read() === 'again');
  client.socket.destroy();
});

test('resets what it is told to: all connections, new ones, or the one that says a word', async () => {
  const [one, other] = [await open(), await open()];
  link.change({ breaksAt: (bytes, saidBy) => saidBy === 'server' && bytes.includes('secret') });
  one.socket.write('secret');
  assert.equal(await one.failure, 'ECONNRESET');
  assert.equal(one.read(), '');
  assert.equal(heard, 'secret', 'it was on the way back');
  other.socket.write('plain');
  await eventually(() => other.read() === 'plain');
  link.cut();
  assert.equal(await other.failure, 'ECONNRESET');
  link.change({ refuses: true });
  assert.equal(await (await open()).failure, 'ECONNRESET');
});

test('what is abandoned stays as it is, without a word to either side, while new ones pass', async () => {
  const [speaking, leaving, broken] = [await open(), await open(), await open()];
  await eventually(() => serverSides === 3);
  link.abandon();
  speaking.socket.write('lost');
  leaving.socket.end();
  broken.socket.resetAndDestroy();
  const young = await open();
  young.socket.write('young');
  await eventually(() => young.read() === 'young');
  link.change({ holds: true });
  link.change({});
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(heard, 'young');
  assert.equal(serverSides, 4, 'the server was told of nobody who left');
  assert.equal(speaking.socket.closed, false);
  link.cut();
  assert.equal(await speaking.failure, 'ECONNRESET');
  await eventually(() => serverSides === 0 && link.connections === 0);
});

async function open() {
  const socket: Socket = connect({ port: link.port, host: '127.0.0.1', allowHalfOpen: true });
  let text = '';
  socket.on('data', (bytes) => (text += bytes.toString()));
  const failure = new Promise((resolve) => {
    socket.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code));
  });
  await Promise.race([once(socket, 'connect').catch(() => {}), failure]);
  return { socket, failure, read: () => text };
}
