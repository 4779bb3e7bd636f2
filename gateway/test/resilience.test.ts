import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { serveSubgraph } from '@outlay/service-kit/serve.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { register } from 'prom-client';
import { openSource } from '../src/sources/open.ts';
import { defaultResilience, type Resilience, resilientSource } from '../src/sources/resilient.ts';
import { framed } from './fixture/framed.ts';
import { memoryLogger, startHouse } from './fixture/house.ts';
import { peopleSubgraph } from './fixture/people.ts';
import { notesSubgraph } from './fixture/notes.ts';
import {
  answering,
  blackholed,
  dead,
  failingButLive,
  garbage,
  hung,
  type Trouble,
} from './fixture/trouble.ts';

const gatewaySecret = randomUUID();
const { logger } = memoryLogger();

/** A house where `people` is well and `notes` is trouble, both servers of their own. */
async function startTroubledHouse(notesUrl: string, notes: Partial<Resilience>) {
  const people = peopleSubgraph();
  const options = { host: '127.0.0.1', port: 0, gatewaySecret, logger };
  const served = await serveSubgraph(people, options);
  const house = await startHouse({
    resilience: { notes },
    sources: () => [
      openSource({ name: 'people', url: served.url, gatewaySecret, logger }),
      openSource({ name: 'notes', url: notesUrl, gatewaySecret, logger }),
    ],
  });
  return {
    ...house,
    [Symbol.asyncDispose]: async () => {
      await house.gateway.stop();
      await served.stop();
    },
  };
}

/** The notes of a server that is trouble, kept from doing harm. */
function troubledSource({ url }: Trouble, resilience: Partial<Resilience>) {
  const source = openSource({ name: 'notes', url, gatewaySecret, logger });
  const resilient = resilientSource(source, { ...defaultResilience, ...resilience }, logger);
  const request = { viewer: null, requestId: 'of-a-test' };
  return {
    ask: async (query = '{ a }') => {
      try {
        const { json: _json, ...answer } = await resilient.execute({ query, request });
        return JSON.stringify(answer);
      } catch (error) {
        return (error as { extensions: { code: string } }).extensions.code;
      }
    },
    /** Hears new notes; whatever else is heard would be no note. */
    follow: (hear: (text: string) => void) =>
      resilient.subscribe(
        { query: 'subscription { noteAdded { text } }', request },
        {
          next: ({ data }) => hear((data as { noteAdded: { text: string } }).noteAdded.text),
          error: (errors) => hear(JSON.stringify(errors)),
          complete: () => hear('complete'),
          gap: () => hear('gap'),
        },
      ),
    [Symbol.asyncDispose]: () => resilient.stop(),
  };
}

describe('one subgraph in trouble costs its own fields, the rest of the answer is kept', () => {
  const lateMs = 60_000;
  const late = (answer: () => void): void => void setTimeout(answer, lateMs).unref();
  const framedAt = async (trouble: Promise<Trouble>): Promise<Trouble> => {
    const made = await trouble;
    return { ...made, url: made.url.replace('http', 'ws') };
  };
  type Kind = [what: string, overHttp: () => Promise<Trouble>, framed: () => Promise<Trouble>];
  const timeouts: Kind[] = [
    ['hung: hears and never answers', hung, () => framed(() => {})],
    [
      'blackholed: takes the connection and reads nothing',
      blackholed,
      () => framedAt(blackholed()),
    ],
    [
      'slow: answers long after its time',
      () => answering((_request, response) => late(() => response.end())),
      () => framed(({ answer }) => late(() => answer('{"data":{}}'))),
    ],
    [
      'stalled: begins an answer and stops',
      () => answering((_request, response) => void response.write('{"data":')),
      () => framed(({ id, socket }) => socket.send(`{"id":${id},`, { fin: false })),
    ],
  ];
  const failures: Kind[] = [
    ['dead: refuses connections', dead, () => framedAt(dead())],
    ['garbage: answers what is no HTTP', garbage, () => framedAt(garbage())],
    [
      'broken: breaks off its answer',
      () =>
        answering((request, response) => {
          response.write('{"data":', () => request.socket.destroy());
        }),
      () =>
        framed(({ id, socket }) => {
          socket.send(`{"id":${id},`, { fin: false }, () => socket.terminate());
        }),
    ],
    [
      'failing: answers 500',
      () => answering((_request, response) => void response.writeHead(500).end('{"data":{}}')),
      () => framed(({ answer }) => answer('{"data":{}}', 500)),
    ],
    [
      'of another time: knows nothing of the way it is asked',
      () => answering((_request, response) => void response.writeHead(404).end()),
      () => framedAt(answering((_request, response) => void response.writeHead(404).end())),
    ],
  ];
  const rows = [
    ...timeouts.map((kind) => [...kind, 'SUBGRAPH_TIMEOUT'] as const),
    ...failures.map((kind) => [...kind, 'SUBGRAPH_UNAVAILABLE'] as const),
  ];
  for (const [what, overHttp, overFrames, code] of rows) {
    for (const [way, make] of [
      ['over HTTP', overHttp],
      ['framed', overFrames],
    ] as const) {
      test(`${way}, ${what}`, async () => {
        await using trouble = await make();
        await using house = await startTroubledHouse(trouble.url, { timeoutMs: 150 });
        const token = await house.tokens.token();
        const { status, data, errors } = await house.ask('{ me { name notes { text } } }', {
          token,
        });
        assert.equal(status, 200);
        assert.deepEqual(data, { me: { name: 'Ada', notes: null } });
        assert.deepEqual(
          errors?.map(({ extensions }) => extensions['code']),
          [code],
        );
      });
    }
  }
});

test('while a hung subgraph is full, it is told as busy at once and the others answer', async () => {
  await using trouble = await hung();
  await using house = await startTroubledHouse(trouble.url, { concurrency: 2, queue: 1 });
  const token = await house.tokens.token();
  // Equal ones would share an execution.
  let asked = 0;
  const ask = () => house.ask(`query Q${(asked += 1)} { me { name notes { text } } }`, { token });
  // Only what the hung one holds could keep these waiting, and it holds on until it is told to speak.
  const stuck = [ask(), ask(), ask()];
  await eventually(async () =>
    (await register.metrics()).includes('outlay_gateway_bulkhead_inflight{subgraph="notes"} 3'),
  );
  const rejected = /outlay_gateway_bulkhead_rejected_total\{subgraph="notes"\} 1/;
  const refused = await ask();
  assert.equal(refused.code, 'SUBGRAPH_BUSY');
  assert.deepEqual(refused.data, { me: { name: 'Ada', notes: null } });
  assert.equal(refused.errors?.[0]?.extensions['retryAfterSeconds'], 1);
  assert.match(await register.metrics(), rejected);
  assert.equal(refused.status, 200, 'there is something in it');
  const { status, headers, code } = await house.ask('{ note(text: "a") { text } }', { token });
  assert.deepEqual([status, headers.get('retry-after'), code], [503, '1', 'SUBGRAPH_BUSY']);
  for (let count = 0; count < 50; count += 1) {
    const { data, errors } = await house.ask('{ me { name } requestId }', { token });
    assert.deepEqual([data?.['me'], errors], [{ name: 'Ada' }, undefined]);
  }
  assert.equal(trouble.asked(), 2, 'none of this came near the hung one');

  trouble.speak();
  for (const { status } of await Promise.all(stuck)) assert.equal(status, 200);
  assert.equal(trouble.asked(), 3, 'who had waited was sent then');
});

describe('the circuit breaker', () => {
  test('opens after failures in a row, and then nothing reaches the subgraph', async () => {
    await using trouble = await answering(
      (_request, response) => void response.writeHead(500).end(),
    );
    await using source = troubledSource(trouble, { breakerFailures: 3, breakerOpenMs: 60_000 });
    for (let count = 0; count < 20; count += 1) {
      assert.equal(await source.ask(), 'SUBGRAPH_UNAVAILABLE');
    }
    assert.equal(trouble.asked(), 3);
    assert.match(await register.metrics(), /outlay_gateway_breaker_state\{subgraph="notes"\} 1/);
  });

  test('counts answers that are late', async () => {
    await using trouble = await hung();
    const bounds = { timeoutMs: 50, breakerFailures: 2, breakerOpenMs: 60_000 };
    await using source = troubledSource(trouble, bounds);
    assert.deepEqual(
      [await source.ask(), await source.ask(), await source.ask()],
      ['SUBGRAPH_TIMEOUT', 'SUBGRAPH_TIMEOUT', 'SUBGRAPH_UNAVAILABLE'],
    );
    assert.equal(trouble.asked(), 2);
  });

  test('is no judge of errors in an answer, and one answer makes up for failures before', async () => {
    await using trouble = await answering((_request, response, nth) => {
      if (nth % 3 === 0) response.end('{"data":null,"errors":[{"message":"no"}]}');
      else response.writeHead(500).end();
    });
    await using source = troubledSource(trouble, { breakerFailures: 3, breakerOpenMs: 60_000 });
    for (let count = 0; count < 30; count += 1) await source.ask();
    assert.equal(trouble.asked(), 30);
  });

  test('lets one operation try, while nobody waits for how that goes, and closes on an answer', async () => {
    let failing = true;
    const trying: (() => void)[] = [];
    await using trouble = await answering((_request, response) => {
      if (failing) response.writeHead(500).end();
      else trying.push(() => response.end('{"data":{"a":1}}'));
    });
    await using source = troubledSource(trouble, { breakerFailures: 2, breakerOpenMs: 20 });
    await source.ask();
    await source.ask();
    failing = false;
    const tries: Promise<string>[] = [];
    await eventually(() => {
      if (trying.length === 0) tries.push(source.ask());
      return trying.length === 1;
    });
    // The one that tries holds on until it is answered below.
    for (let count = 0; count < 20; count += 1) {
      assert.equal(await source.ask(), 'SUBGRAPH_UNAVAILABLE');
    }
    assert.equal(trying.length, 1);
    trying.shift()?.();
    assert.ok((await Promise.all(tries)).includes('{"data":{"a":1}}'));
    const [first, second] = [source.ask(), source.ask()];
    await eventually(() => trying.length === 2);
    for (const answer of trying) answer();
    assert.deepEqual(await Promise.all([first, second]), ['{"data":{"a":1}}', '{"data":{"a":1}}']);
  });

  test('leaves subscriptions alone: those that run, and new ones', async () => {
    const notes = notesSubgraph();
    const served = await serveSubgraph(notes, {
      host: '127.0.0.1',
      port: 0,
      gatewaySecret,
      logger,
    });
    await using trouble = await failingButLive(served.url);
    await using source = troubledSource(trouble, { breakerFailures: 1, breakerOpenMs: 60_000 });
    const heard: [string[], string[]] = [[], []];
    source.follow((text) => heard[0].push(text));
    await eventually(() => notes.listeners() === 1);
    await source.ask();
    await source.ask();
    assert.equal(trouble.asked(), 1, 'it is open');
    notes.add('one');
    await eventually(() => heard[0].length === 1);
    source.follow((text) => heard[1].push(text));
    await eventually(() => notes.listeners() === 2);
    notes.add('two');
    await eventually(() => heard[0].length + heard[1].length === 3);
    assert.deepEqual(heard, [['one', 'two'], ['two']]);
    await served.stop();
  });
});
