import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { test } from 'node:test';
import { httpSource } from '../src/sources/http.ts';
import { anyReplica } from '../src/sources/replicas.ts';
import { memoryLogger } from './fixture/house.ts';
import { named } from './fixture/replicas.ts';

const { logger } = memoryLogger();

async function listening(address: string, port = 0) {
  let asked = 0;
  const server: Server = createServer((request, response) => {
    request.resume();
    request.once('end', () => {
      asked += 1;
      response.setHeader('connection', 'close');
      response.end('{"data":{}}');
    });
  }).listen(port, address);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    asked: () => asked,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

test('connections spread over the addresses of a name; one that refuses is passed over', async () => {
  const first = await listening('127.0.0.1');
  const second = await listening('127.0.0.2', first.port);
  const source = httpSource({
    name: 'notes',
    url: `http://notes.invalid:${first.port}`,
    gatewaySecret: 'a secret that is only this test’s',
    logger,
    lookup: named('127.0.0.1', '127.0.0.2'),
  });
  const ask = () =>
    source.execute({ query: 'mutation { a }', request: { viewer: null, requestId: 'of-a-test' } });
  // Each answer ends its connection, so each request takes a new one.
  for (let count = 0; count < 60; count += 1) await ask();
  assert.equal(first.asked() + second.asked(), 60);
  assert.ok(first.asked() > 0 && second.asked() > 0);
  const before = first.asked();
  await second.close();
  for (let count = 0; count < 20; count += 1) await ask();
  assert.equal(first.asked(), before + 20);
  await source.stop();
  await first.close();
});

test('a name that is not found is told so, and one address is given where one is asked for', async () => {
  const failing: LookupFunction = (_name, _options, callback) =>
    callback(Object.assign(new Error('none'), { code: 'ENOTFOUND' }), []);
  const found = (lookup: LookupFunction) =>
    new Promise((resolve, reject) => {
      anyReplica(lookup)('notes', {}, (error, address) =>
        error ? reject(error) : resolve(address),
      );
    });
  await assert.rejects(found(failing), { code: 'ENOTFOUND' });
  assert.equal(await found(named('10.0.0.1')), '10.0.0.1');
});
