import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { watchedSockets } from '../src/watched-socket.ts';

/** A server, and where a watched socket finds it. */
async function serve(onSocket: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    onSocket(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    target: { host: ['127.0.0.1'], port: [port] },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

test('what is written together with something else waits for an answer as well', async () => {
  await using server = await serve((socket) => socket.resume());
  const open = watchedSockets(40);
  const [together, alone] = [open(server.target), open(server.target)];
  together.on('error', () => {});
  await Promise.all([once(together, 'connect'), once(alone, 'connect')]);
  together.cork();
  together.write('SELECT ');
  together.write('1');
  together.uncork();
  alone.write('SELECT 1');
  await assert.rejects(once(alone, 'close'), { code: 'ETIMEDOUT' });
  // They were written in the same turn, so that the same tick of the clock ends both.
  assert.equal(together.destroyed, true);
});

test('before TLS, what nobody reads stays with the server', async () => {
  const answer = Buffer.alloc(32_000_000, 'x');
  await using server = await serve((socket) => socket.end(answer));
  const open = watchedSockets(3_600_000);
  const [unread, read] = [open({ ...server.target, ssl: 'require' }), open(server.target)];
  await once(unread, 'readable');
  // By then as much could have come in on the other one, had it been let in.
  for await (const _ of read);
  assert.ok(unread.readableLength < answer.length / 8, `${unread.readableLength} bytes`);
  let length = 0;
  for await (const bytes of unread) length += (bytes as Buffer).length;
  assert.equal(length, answer.length);
});
