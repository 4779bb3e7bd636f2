import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { platform } from 'node:os';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { eventually } from '@outlay/testkit/wait.ts';
import { listenOn } from './listeners.ts';

const address = { host: '127.0.0.1', port: 0 };

test('many newcomers are taken in one turn of a busy event loop', async (context) => {
  if (platform() !== 'linux') return context.skip('ports are shared on Linux alone');
  const server = createServer();
  let taken = 0;
  server.on('connection', () => (taken += 1));
  const listeners = await listenOn(server, address);
  const crowd = Array.from({ length: 200 }, () => connect(listeners.port, address.host));
  // The kernel has them connected; now each turn takes in what it takes in.
  await Promise.all(crowd.map((each) => once(each, 'connect')));
  const before = taken;
  let turns = 0;
  while (taken < crowd.length) {
    await turn();
    turns += 1;
  }
  assert.ok(turns <= Math.max(1, (crowd.length - before) / 4), `${turns} turns`);
  for (const each of crowd) each.destroy();
  listeners.close();
  server.closeAllConnections();
});

test('connections of all listeners are the server’s: counted, timed and closed with it', async () => {
  const server = createServer((_request, response) => response.end('here'));
  const listeners = await listenOn(server, address);
  const url = `http://${address.host}:${listeners.port}/`;
  const answers = await Promise.all(
    Array.from({ length: 64 }, async () => (await fetch(url)).text()),
  );
  assert.deepEqual(new Set(answers), new Set(['here']));
  let taken = 0;
  server.on('connection', () => (taken += 1));
  const closed = Array.from({ length: 64 }, () => {
    const idle = connect(listeners.port, address.host).on('error', () => {});
    return new Promise((resolve) => idle.resume().on('close', resolve));
  });
  await eventually(() => taken === closed.length);
  listeners.close();
  server.closeAllConnections();
  await Promise.all(closed);
});

test('a port that is taken is refused, also by one that would share it', async () => {
  const first = createServer();
  const listeners = await listenOn(first, address);
  const taken = { ...address, port: listeners.port };
  await assert.rejects(listenOn(createServer(), taken), { code: 'EADDRINUSE', port: taken.port });
  listeners.close();
});
