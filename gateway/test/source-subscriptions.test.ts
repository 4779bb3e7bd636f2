import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { serveSubgraph } from '@outlay/service-kit/serve.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { WebSocketServer } from 'ws';
import { httpSource } from '../src/sources/http.ts';
import { inProcessSource } from '../src/sources/in-process.ts';
import type { SubgraphSource } from '../src/sources/source.ts';
import { memoryLogger } from './fixture/house.ts';
import { notesSubgraph } from './fixture/notes.ts';
import { startRelay } from './fixture/relay.ts';

const gatewaySecret = randomUUID();
const query = 'subscription { noteAdded { text } }';
const requestInfo = { viewer: null, requestId: 'of-a-test' };

/** Follows new notes; `heard` holds everything that the sink was told, in order. */
function follow(source: SubgraphSource, text = query, variables?: Record<string, unknown>) {
  const heard: unknown[] = [];
  const leave = source.subscribe(
    { query: text, variables, request: requestInfo },
    {
      next: ({ data }) => heard.push((data as { noteAdded: { text: string } }).noteAdded.text),
      error: (errors) => heard.push(errors.map(({ extensions }) => extensions?.['code'] ?? 'none')),
      complete: () => heard.push('complete'),
      gap: () => heard.push('gap'),
    },
  );
  return { heard, leave };
}

/** The notes subgraph as a server, reached through a relay. */
async function startRemote({
  pingMs,
  pongDeadlineMs,
  secret = gatewaySecret,
}: {
  pingMs?: number;
  pongDeadlineMs?: number;
  secret?: string;
} = {}) {
  const { logger, lines } = memoryLogger();
  const notes = notesSubgraph();
  const options = { host: '127.0.0.1', port: 0, gatewaySecret: secret, logger };
  const served = await serveSubgraph(notes, options);
  const relay = await startRelay(served.url);
  const source = httpSource({
    name: 'notes',
    url: relay.url,
    gatewaySecret,
    logger,
    pingMs,
    pongDeadlineMs,
  });
  return {
    notes,
    relay,
    source,
    lines,
    listening: (count: number) => eventually(() => notes.listeners() === count),
    [Symbol.asyncDispose]: async () => {
      await source.stop();
      await served.stop();
      await relay.close().catch(() => {});
    },
  };
}

describe('over one WebSocket', () => {
  test('many subscriptions share a connection and end one by one', async () => {
    await using remote = await startRemote();
    const [first, second] = [follow(remote.source), follow(remote.source)];
    await remote.listening(2);
    remote.notes.add('one');
    await eventually(() => first.heard.length + second.heard.length === 2);
    first.leave();
    await remote.listening(1);
    remote.notes.add('two');
    await eventually(() => second.heard.length === 2);
    assert.deepEqual([first.heard, second.heard], [['one'], ['one', 'two']]);
    assert.equal(remote.relay.accepted(), 1);
  });

  test('one that is longer than the subgraph reads is refused, and none of the others notices', async () => {
    await using remote = await startRemote();
    const bystander = follow(remote.source);
    await remote.listening(1);
    const long = follow(remote.source, query, { after: 'é'.repeat(512 * 1024) });
    const longest = follow(remote.source, query, { after: 'é'.repeat(512 * 1024 - 100) });
    await remote.listening(2);
    remote.notes.add('one');
    await eventually(() => bystander.heard.length > 0 && longest.heard.length > 0);
    assert.deepEqual([bystander.heard, longest.heard], [['one'], ['one']]);
    assert.deepEqual(long.heard, [['BAD_USER_INPUT']]);
  });

  test('a cut connection is made again, signed anew, and the gap is told', async () => {
    await using remote = await startRemote();
    const { heard } = follow(remote.source);
    await remote.listening(1);
    for (const round of ['one', 'two']) {
      remote.notes.add(round);
      await eventually(() => heard.includes(round));
      remote.relay.cut();
      await remote.listening(0);
      // The subgraph remembers every signature that it has seen: coming back means a new one.
      await remote.listening(1);
    }
    remote.notes.add('three');
    await eventually(() => heard.includes('three'));
    assert.deepEqual(heard, ['one', 'gap', 'two', 'gap', 'three']);
  });

  test('a subgraph that refuses connections for a while is asked again', async () => {
    await using remote = await startRemote();
    await remote.relay.close();
    const { heard } = follow(remote.source);
    const other = follow(remote.source);
    await eventually(() =>
      remote.lines.some((line) => line.includes('connecting to a subgraph again')),
    );
    await remote.relay.open();
    await remote.listening(2);
    remote.notes.add('after');
    await eventually(() => heard.includes('after'));
    // It could not say from when on it listens, so it says that there is a gap.
    assert.deepEqual(heard, ['gap', 'after']);
    other.leave();
    await remote.listening(1);
  });

  test('who subscribes once it is connected hears of no gap', async () => {
    await using remote = await startRemote();
    const first = follow(remote.source);
    await remote.listening(1);
    const second = follow(remote.source);
    await remote.listening(2);
    remote.notes.add('one');
    await eventually(() => second.heard.length === 1);
    assert.deepEqual([first.heard, second.heard], [['one'], ['one']]);
  });

  test('a connection that falls silent is given up and made again', async () => {
    await using remote = await startRemote({ pingMs: 40, pongDeadlineMs: 40 });
    const { heard } = follow(remote.source);
    await remote.listening(1);
    remote.relay.fallSilent();
    await eventually(() => remote.lines.some((line) => line.includes('fell silent')));
    remote.relay.speak();
    await eventually(() => heard.includes('gap'));
    await remote.listening(1);
    remote.notes.add('after');
    await eventually(() => heard.at(-1) === 'after');
  });

  test('a subgraph of another secret refuses each subscription, not the connection', async () => {
    await using remote = await startRemote({ secret: randomUUID() });
    const { heard } = follow(remote.source);
    await eventually(() => heard.length === 1);
    assert.deepEqual(heard, [['REQUEST_SIGNATURE']]);
    assert.equal(remote.notes.listeners(), 0);
  });

  test('who has left hears nothing, neither events nor gaps', async () => {
    await using remote = await startRemote();
    const gone = follow(remote.source);
    const here = follow(remote.source);
    await remote.listening(2);
    gone.leave();
    remote.relay.cut();
    await eventually(() => here.heard.includes('gap'));
    await remote.listening(1);
    assert.deepEqual(gone.heard, []);
  });

  test('the connection is closed after the last, and the next one hears of no gap', async () => {
    await using remote = await startRemote();
    const first = follow(remote.source);
    await remote.listening(1);
    first.leave();
    // Just late enough to find the connection closing.
    await new Promise(setImmediate);
    const second = follow(remote.source);
    await eventually(() => remote.relay.accepted() === 2);
    await remote.listening(1);
    remote.notes.add('one');
    await eventually(() => second.heard.length > 0);
    assert.deepEqual([first.heard, second.heard], [[], ['one']]);
  });

  test('leaving before the connection is up leaves nothing behind', async () => {
    await using remote = await startRemote();
    follow(remote.source).leave();
    const stays = follow(remote.source);
    await remote.listening(1);
    remote.notes.add('one');
    await eventually(() => stays.heard.length === 1);
    assert.equal(remote.notes.listeners(), 1);
  });

  test('a subgraph that speaks another protocol is told as missing', async () => {
    const { logger } = memoryLogger();
    const strange = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/graphql' });
    strange.on('connection', (socket) => socket.close(4400, 'what?'));
    await once(strange, 'listening');
    const { port } = strange.address() as { port: number };
    const url = `http://127.0.0.1:${port}`;
    const source = httpSource({ name: 'notes', url, gatewaySecret, logger });
    const { heard } = follow(source);
    await eventually(() => heard.length === 1);
    assert.deepEqual(heard, [['SUBGRAPH_UNAVAILABLE']]);
    await source.stop();
    await new Promise((resolve) => strange.close(resolve));
  });

  test('stopping ends what runs, also while there is nobody to connect to', async () => {
    await using remote = await startRemote();
    const { heard } = follow(remote.source);
    await remote.listening(1);
    await remote.source.stop();
    await remote.listening(0);
    assert.deepEqual(heard, []);

    const { logger } = memoryLogger();
    const lost = httpSource({ name: 'notes', url: 'http://127.0.0.1:1', gatewaySecret, logger });
    follow(lost);
    await lost.stop();
  });
});

describe('in process', () => {
  const { logger } = memoryLogger();

  test('events come as they happen, until someone leaves', async () => {
    const notes = notesSubgraph();
    const source = inProcessSource(notes, logger);
    const first = follow(source);
    const second = follow(source);
    await eventually(() => notes.listeners() === 2);
    notes.add('one');
    await eventually(() => second.heard.length === 1);
    first.leave();
    await eventually(() => notes.listeners() === 1);
    notes.add('two');
    await eventually(() => second.heard.length === 2);
    assert.deepEqual([first.heard, second.heard], [['one'], ['one', 'two']]);
    await source.stop();
    await eventually(() => notes.listeners() === 0);
    assert.deepEqual(second.heard, ['one', 'two']);
  });

  test('leaving at once leaves no listener behind', async () => {
    const notes = notesSubgraph();
    const source = inProcessSource(notes, logger);
    follow(source).leave();
    const stays = follow(source);
    await eventually(() => notes.listeners() === 1);
    stays.leave();
    await eventually(() => notes.listeners() === 0);
  });

  test('a document that does not fit is an error, not silence', async () => {
    const source = inProcessSource(notesSubgraph(), logger);
    const { heard } = follow(source, 'subscription { nothing }');
    await eventually(() => heard.length === 1);
    assert.ok(Array.isArray(heard[0]), JSON.stringify(heard));
  });
});
