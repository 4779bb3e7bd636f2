import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { closedInOrder, leavingMessage } from '@outlay/service-kit/operation-messages.ts';
import { serveSubgraph } from '@outlay/service-kit/serve.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { answers, framed, gatewaySecret, logger, sourceAt } from './fixture/framed.ts';
import { peopleSubgraph } from './fixture/people.ts';
import { named } from './fixture/replicas.ts';

describe('a subgraph that stops', () => {
  test('is asked no more once it says so, while there is another connection', async () => {
    const sockets: unknown[] = [];
    await using server = await framed((heard) => {
      sockets.push(heard.socket);
      if (heard.nth === 1) heard.socket.send(leavingMessage);
      answers(heard);
    });
    await using source = sourceAt(server);
    await source.ask();
    // The first is used on until the second is there.
    await eventually(async () => {
      await source.ask('mutation { a }');
      return server.connections() === 2 && sockets.at(-1) !== sockets[0];
    });
    assert.equal(server.connections(), 2);
  });

  test('is asked on, though it leaves, where there is no other', async () => {
    await using server = await framed(answers, (socket) => socket.send(leavingMessage));
    await using source = sourceAt(server);
    for (let count = 0; count < 20; count += 1) assert.deepEqual(await source.ask(), { a: 1 });
    assert.ok(server.connections() < 5, `${server.connections()} connections for 20 operations`);
    // And whatever is tried in its place does not pile up.
    await eventually(async () => (await source.ask()) && server.connections() >= 5);
    await eventually(() => server.open() === 1);
  });

  test('has what it refused unread sent to another, mutations too', async () => {
    const refusing: unknown[] = [];
    await using server = await framed((heard) => {
      if (heard.nth === 1) refusing.push(heard.socket);
      if (refusing.includes(heard.socket)) {
        heard.answer('{"errors":[{"extensions":{"code":"SHUTTING_DOWN"}}]}', 503);
      } else answers(heard);
    });
    await using source = sourceAt(server);
    assert.deepEqual(await source.ask('mutation { a }'), { a: 1 });
    assert.deepEqual(await source.ask('mutation { a }'), { a: 1 });
    assert.deepEqual([server.connections(), server.asked()], [2, 3]);
  });

  test('and closes in order has not read what it did not answer, so that is sent again', async () => {
    await using server = await framed((heard) => {
      if (heard.nth === 1) heard.socket.close(closedInOrder.code, closedInOrder.reason);
      else answers(heard);
    });
    await using source = sourceAt(server);
    assert.deepEqual(await source.ask('mutation { a }'), { a: 1 });
    assert.equal(server.asked(), 2);
  });

  test('and closes before it opened is tried again', async () => {
    await using server = await framed(
      answers,
      () => {},
      (nth) => nth > 2,
    );
    await using source = sourceAt(server);
    assert.deepEqual(await source.ask('mutation { a }'), { a: 1 });
  });

  test('fails nothing, mutations included, where there is another replica', async () => {
    const options = { gatewaySecret, logger, drainMs: 5_000 };
    const serve = (host: string, port: number) =>
      serveSubgraph(peopleSubgraph(), { ...options, host, port });
    const hosts = ['127.0.0.1', '127.0.0.2'] as const;
    const first = await serve(hosts[0], 0);
    const port = Number(new URL(first.url).port);
    const replicas = [first, await serve(hosts[1], port)];
    const lookup = named(...hosts);
    await using source = sourceAt({ url: `ws://people.invalid:${port}` }, { lookup });
    const over = new AbortController();
    let answered = 0;
    const people = Array.from({ length: 8 }, async (_none, at) => {
      while (!over.signal.aborted) {
        await source.ask(
          at % 2 === 0 ? '{ requestId }' : 'mutation { rename(name: "x") { name } }',
        );
        answered += 1;
      }
    });
    for (let round = 0; round < 6; round += 1) {
      const before = answered;
      await eventually(() => answered > before + 50);
      await replicas[round % 2]!.stop();
      replicas[round % 2] = await serve(hosts[round % 2]!, port);
    }
    over.abort();
    await Promise.all(people);
    await Promise.all(replicas.map((replica) => replica.stop()));
  });
});
