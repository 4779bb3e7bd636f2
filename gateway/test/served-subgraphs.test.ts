import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { serveSubgraph } from '@outlay/service-kit/serve.ts';
import type { Subgraph } from '@outlay/service-kit/subgraph.ts';
import { inProcessSource } from '../src/sources/in-process.ts';
import { openSource } from '../src/sources/open.ts';
import { memoryLogger, startHouse, type HouseOptions } from './fixture/house.ts';
import { notesSubgraph } from './fixture/notes.ts';
import { peopleSubgraph } from './fixture/people.ts';
import { startRelay } from './fixture/relay.ts';

const gatewaySecret: string = randomUUID();
const { logger } = memoryLogger();

/** The ways of reaching a subgraph that is a server of its own. */
const schemes = ['http', 'ws'] as const;
type Scheme = (typeof schemes)[number];

const sourceBy = (scheme: Scheme, name: string, url: string, secret = gatewaySecret) =>
  openSource({ name, url: url.replace(/^http/, scheme), gatewaySecret: secret, logger });

const serve = (subgraph: Subgraph) =>
  serveSubgraph(subgraph, { host: '127.0.0.1', port: 0, gatewaySecret, logger });

/** A house whose subgraphs are servers of their own; `url` may put something in between. */
async function startServedHouse(
  scheme: Scheme,
  options: HouseOptions & { secret?: string; between?: (url: string) => Promise<string> } = {},
) {
  const { secret = gatewaySecret, between, ...config } = options;

  const people = peopleSubgraph();
  const notes = notesSubgraph();
  const served = { people: await serve(people), notes: await serve(notes) };
  const notesUrl = between ? await between(served.notes.url) : served.notes.url;
  const house = await startHouse({
    ...config,
    sources: () => [
      sourceBy(scheme, 'people', served.people.url),
      sourceBy(scheme, 'notes', notesUrl, secret),
    ],
  });
  return {
    ...house,
    people,
    notes,
    served,
    [Symbol.asyncDispose]: async () => {
      await house.gateway.stop();
      await Promise.all([served.people.stop(), served.notes.stop()]);
    },
  };
}

const both = '{ me { name notes { text } } }';

describe('subgraphs that are servers of their own answer as those in process do', () => {
  for (const scheme of schemes) {
    test(`over ${scheme}`, async () => {
      await using house = await startServedHouse(scheme);
      const token = await house.tokens.token();
      const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
      const headers = { 'x-request-id': 'of-a-client', traceparent };
      const { data, errors } = await house.ask(both, { token, headers });
      assert.equal(errors, undefined);
      assert.deepEqual(data, { me: { name: 'Ada', notes: [{ text: 'first' }] } });
      const [asked] = house.people.asked;
      assert.equal(asked?.viewer?.userId, house.tokens.userId);
      assert.deepEqual([asked.requestId, asked.traceparent], ['of-a-client', traceparent]);
      assert.equal(asked.clientAddress, '127.0.0.1');
    });
  }
});

describe('a subgraph of another secret', () => {
  for (const scheme of schemes) {
    test(`is missing over ${scheme}, and the rest of the answer is kept`, async () => {
      await using house = await startServedHouse(scheme, { secret: randomUUID() });
      const { status, data, errors, text } = await house.ask(both, {
        token: await house.tokens.token(),
      });
      assert.equal(status, 200);
      assert.deepEqual(data, { me: { name: 'Ada', notes: null } });
      assert.equal(errors?.[0]?.extensions['code'], 'SUBGRAPH_UNAVAILABLE');
      assert.doesNotMatch(text, /127\.0\.0\.1|401|sign/);
    });
  }
});

describe('a subgraph that takes too long is missed, the rest of the answer is kept', () => {
  const slow = '{ me { name notes(slowMs: 60000) { text } } }';
  // The one that is to answer has time enough on a busy machine.
  const resilience = { notes: { timeoutMs: 150 }, people: { timeoutMs: 2_000 } };
  for (const kind of ['in process', ...schemes] as const) {
    test(`by ${kind}`, { timeout: 20_000 }, async () => {
      await using house = await (kind === 'in process'
        ? startHouse({ resilience })
        : startServedHouse(kind, { resilience }));
      const { status, data, errors } = await house.ask(slow, { token: await house.tokens.token() });
      assert.equal(status, 200);
      assert.deepEqual(data, { me: { name: 'Ada', notes: null } });
      assert.equal(errors?.length, 1);
      assert.equal(errors[0]?.extensions['code'], 'SUBGRAPH_TIMEOUT');
      const { code } = await house.ask('{ slow(ms: 60000) }');
      assert.equal(code, 'SUBGRAPH_TIMEOUT');
      const quick = await house.ask('{ slow(ms: 1) }');
      assert.deepEqual(quick.data, { slow: 'at last' });
    });
  }
});

describe('a subgraph that is down is missed, and answers again when it is back', () => {
  for (const scheme of schemes) {
    test(`over ${scheme}`, async () => {
      let relay: Awaited<ReturnType<typeof startRelay>> | undefined;
      await using house = await startServedHouse(scheme, {
        between: async (url) => (relay = await startRelay(url)).url,
      });
      const token = await house.tokens.token();
      assert.equal((await house.ask(both, { token })).errors, undefined);
      await relay?.close();
      const { data, errors, text } = await house.ask(both, { token });
      assert.deepEqual(data, { me: { name: 'Ada', notes: null } });
      assert.equal(errors?.[0]?.extensions['code'], 'SUBGRAPH_UNAVAILABLE');
      assert.doesNotMatch(text, /ECONN|127\.0/);
      await relay?.open();
      assert.equal((await house.ask(both, { token })).errors, undefined);
      await relay?.close();
    });
  }
});

test('every source tells the health of its subgraph', async () => {
  const subgraph = peopleSubgraph();
  const served = await serve(subgraph);
  const remote = schemes.map((scheme) => sourceBy(scheme, 'people', served.url));
  for (const source of [...remote, inProcessSource(subgraph, logger)]) {
    subgraph.ready = true;
    assert.deepEqual(await source.health(), { ready: true, problems: [] });
    subgraph.ready = false;
    const problems = ['the database does not answer'];
    assert.deepEqual(await source.health(), { ready: false, problems });
  }
  await served.stop();
  for (const source of remote) {
    await assert.rejects(source.health());
    await source.stop();
  }
});
