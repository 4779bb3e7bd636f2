import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { type Asked, FramedConnection } from '../src/sources/framed-connection.ts';
import { openFramed } from '../src/sources/framed-opening.ts';
import { anyReplica } from '../src/sources/replicas.ts';
import { Unread } from '../src/sources/sending.ts';
import { framed, gatewaySecret, request } from './fixture/framed.ts';

const hour = 3_600_000;

test('when a connection breaks, what was sent may have been read, and what was to be sent was not', async () => {
  await using server = await framed(() => {});
  const failures = new Map<Asked, unknown>();
  const hearer = {
    answered: () => assert.fail('nobody answers'),
    failed: (asked: Asked, error: unknown) => void failures.set(asked, error),
    closed: () => {},
    fellSilent: () => {},
  };
  const { signal: stopping } = new AbortController();
  const lookup = anyReplica();
  const connection = await openFramed(
    { name: 'people', url: server.url, gatewaySecret, lookup, stopping },
    (socket, sign) =>
      new FramedConnection(socket, sign, { pingMs: hour, silenceMs: hour, ageMs: hour, hearer }),
  );
  const operation = (): Asked => ({
    request: { query: 'mutation { a }', request },
    body: '{"query":"mutation { a }"}',
    signal: undefined,
    resolve: () => {},
    reject: () => {},
    tries: 1,
  });
  const [sent, unsent] = [operation(), operation()];
  connection.ask(sent);
  await eventually(() => server.asked() === 1);
  connection.ask(unsent);
  connection.terminate();
  await eventually(() => failures.size === 2);
  assert.equal((failures.get(sent) as { code?: unknown }).code, 'ECONNRESET');
  assert.ok(failures.get(unsent) instanceof Unread);
  assert.equal(server.asked(), 1);
});
