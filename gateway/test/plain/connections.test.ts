import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { attachPlain, type WriteAnswer } from '../../src/plain/connections.ts';
import { postOf, rawConnection } from '../fixture/bytes.ts';
import { startHouse } from '../fixture/house.ts';

const post = (query: string): string => postOf(JSON.stringify({ query }));
const quick = post('{ requestId }');

/** A connection that has carried one request, so that the next may be a plain one. */
async function kept(url: string) {
  const connection = await rawConnection(url);
  connection.send(quick);
  assert.match((await connection.answer()).head, /\r\nDate: /, 'of Node’s server');
  return connection;
}

/** An HTTP server whose plain requests are left to `serve`; it notes what came to itself. */
async function startServer(serve: (answer: WriteAnswer) => void) {
  const paths: (string | undefined)[] = [];
  const sockets: Socket[] = [];
  const clients: Socket[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url);
    request.resume();
    response.end();
  });
  attachPlain(server, '/graphql', {
    takes: () => true,
    serve: (_request, _socket, answer) => serve(answer),
  });
  server.on('connection', (socket) => sockets.push(socket));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    /** A connection of which nothing is read unless somebody does. */
    client: () => {
      const client = connect({ port, host: '127.0.0.1', noDelay: true });
      clients.push(client);
      return client;
    },
    url: `http://127.0.0.1:${port}`,
    paths,
    sockets,
    [Symbol.dispose]: () => {
      for (const client of clients) client.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

const isPlain = ({ head }: { head: string }): boolean => head.includes('\r\ndate: ');

describe('a plain request', () => {
  test('is answered ahead of the HTTP server, and one after it by either', async () => {
    await using house = await startHouse();
    using connection = await kept(house.url);
    for (const [request, plain] of [
      [quick, true],
      [quick, true],
      [quick.replace('/graphql ', '/graphql? '), false],
      // Whether the parser waits for more of it isn't known any more.
      [quick, false],
    ] as const) {
      connection.send(request);
      assert.equal(isPlain(await connection.answer()), plain);
    }
    assert.equal(connection.rest(), '');
  });

  test('is told of and counted like any other', async () => {
    await using house = await startHouse();
    using connection = await kept(house.url);
    connection.send(postOf('{"query":"query Mine { requestId }"}', 'x-request-id: plain-one\r\n'));
    assert.ok(isPlain(await connection.answer()));
    const line = await eventually(() => house.logged.find((each) => each.includes('plain-one')));
    const {
      ms: _ms,
      time: _time,
      pid: _pid,
      hostname: _host,
      level: _level,
      ...told
    } = JSON.parse(line) as Record<string, unknown>;
    assert.deepEqual(told, {
      requestId: 'plain-one',
      method: 'POST',
      route: '/graphql',
      status: 200,
      operation: 'Mine',
      kind: 'query',
      msg: 'request',
    });
    assert.equal(house.people.asked.at(-1)?.requestId, 'plain-one');
  });

  test('comes before what follows it, however that is cut', async () => {
    await using house = await startHouse();
    const following = post('{ clientAddress }') + quick;
    for (const cut of [0, 1, 40, quick.length, following.length - 1]) {
      using connection = await kept(house.url);
      connection.send(post('{ slow(ms: 50) }'));
      await eventually(() => house.people.asked.length > 0);
      for (const piece of [following.slice(0, cut), following.slice(cut)]) {
        if (piece) connection.send(piece);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      const bodies: string[] = [];
      while (bodies.length < 3) bodies.push((await connection.answer()).body);
      for (const [at, field] of ['slow', 'clientAddress', 'requestId'].entries()) {
        assert.match(bodies[at]!, new RegExp(`"${field}"`));
      }
      assert.equal(connection.rest(), '');
    }
  });

  test('comes after what the HTTP server still answers', async () => {
    await using house = await startHouse();
    using connection = await rawConnection(house.url);
    connection.send(post('{ slow(ms: 100) }'));
    await eventually(() => house.people.asked.length > 0);
    connection.send(post('{ clientAddress }'));
    for (const field of ['slow', 'clientAddress']) {
      assert.match((await connection.answer()).body, new RegExp(`"${field}"`));
    }
    assert.equal(connection.rest(), '');
  });

  test('is none within the body of what was answered before it was all there', async () => {
    await using house = await startHouse({ bodyLimit: 500 });
    using connection = await kept(house.url);
    const hidden = post('mutation { rename(name: "Eve") { name } }');
    const body = hidden.repeat(3) + ' '.repeat(1_200 - 3 * hidden.length);
    const refused = postOf(body);
    connection.send(refused.slice(0, -body.length));
    assert.equal((await connection.answer()).status, 413);
    const asked = house.people.asked.length;
    for (const piece of [hidden, hidden, hidden]) {
      connection.send(piece);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    connection.send(body.slice(3 * hidden.length));
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(connection.rest(), '');
    assert.equal(house.people.asked.length, asked);
    connection.send(post('{ clientAddress }'));
    assert.match((await connection.answer()).body, /"clientAddress"/);
  });

  test('may take longer than an idle connection is kept', async () => {
    await using house = await startHouse({ keepAliveMs: 1_000 });
    using connection = await kept(house.url);
    connection.send(post('{ slow(ms: 3500) }'));
    const answer = await connection.answer();
    assert.ok(isPlain(answer));
    assert.equal(answer.status, 200);
    await eventually(() => connection.isClosed());
  });

  test('is the last on its connection, and answered, when the gateway stops meanwhile', async () => {
    await using house = await startHouse();
    using connection = await kept(house.url);
    connection.send(post('{ slow(ms: 300) }'));
    await eventually(() => house.people.asked.length === 2);
    const stopped = house.gateway.stop();
    const { status, head, body } = await connection.answer();
    assert.equal(status, 200);
    assert.match(head, /\r\nconnection: close/);
    assert.match(body, /at last/);
    await eventually(() => connection.isClosed());
    await stopped;
  });

  test('whose client leaves troubles nobody', async () => {
    await using house = await startHouse();
    const connection = await kept(house.url);
    connection.send(post('{ slow(ms: 50) }'));
    await eventually(() => house.people.asked.length === 2);
    connection[Symbol.dispose]();
    await eventually(
      () => house.logged.filter((line) => line.includes('"msg":"request"')).length === 2,
    );
    assert.equal((await house.ask('{ requestId }')).status, 200);
  });

  test('that is answered after its connection ended leaves nothing to the next one', async () => {
    const answers: WriteAnswer[] = [];
    using server = await startServer((answer) => void answers.push(answer));
    const { paths, sockets, url } = server;
    using attacker = await rawConnection(url);
    attacker.send(quick);
    assert.equal((await attacker.answer()).status, 200);
    attacker.send(quick);
    await eventually(() => answers.length === 1);
    attacker.send('GET /evil HTTP/1.1\r\nhost: outlay\r\n\r\n');
    await eventually(() => sockets[0]?.isPaused());
    sockets[0]!.destroy();
    await once(sockets[0]!, 'close');
    // Node gives the next connection the parser of the one that ended last.
    using victim = await rawConnection(url);
    await eventually(() => sockets.length === 2);
    let isGone = false;
    answers[0]!({ bytes: 'late', encoding: 'latin1', isLast: false }, () => (isGone = true));
    await eventually(() => isGone);
    victim.send('GET /own HTTP/1.1\r\nhost: outlay\r\n\r\n');
    assert.equal((await victim.answer()).status, 200);
    assert.deepEqual(paths, ['/graphql', '/own']);
  });

  test('is under way until its client has all of its answer', async () => {
    const large = Buffer.concat([
      Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 16777216\r\n\r\n'),
      Buffer.alloc(16 * 1024 * 1024),
    ]);
    let gone = 0;
    using server = await startServer((answer) => {
      answer({ bytes: large, encoding: 'latin1', isLast: true }, () => (gone += 1));
    });
    const socket = server.client();
    socket.write(quick);
    await once(socket, 'readable');
    socket.read();
    socket.write(quick);
    await once(socket, 'readable');
    assert.equal(gone, 0);
    socket.on('data', () => {});
    await eventually(() => gone === 1);
  });

  test('with a longer body than is accepted is refused as ever', async () => {
    await using house = await startHouse({ bodyLimit: 200 });
    using connection = await kept(house.url);
    connection.send(post(`{ requestId } #${'x'.repeat(500)}`));
    assert.equal((await connection.answer()).status, 413);
  });

  test('of who reads no answers is not taken without end', async () => {
    const large = Buffer.alloc(4 * 1024 * 1024);
    let taken = 0;
    using server = await startServer((answer) => {
      taken += 1;
      answer({ bytes: large, encoding: 'latin1', isLast: false });
    });
    const counts = () => ({ taken, served: server.paths.length });
    // Nothing listens for data, so nothing is read.
    const socket = server.client();
    for (const sofar of [0, 1, 2]) {
      socket.write(quick);
      await eventually(() => taken + server.paths.length > sofar);
    }
    assert.deepEqual(counts(), { taken: 1, served: 2 });
    for (let count = 0; count < 20; count += 1) {
      socket.write(quick);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert.deepEqual(counts(), { taken: 1, served: 2 });
  });
});
