import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Random, withSeed } from '@outlay/testkit/seeded.ts';
import { readPlainHead } from '../../src/plain/request.ts';
import { postOf } from '../fixture/bytes.ts';
import { startHouse } from '../fixture/house.ts';
import { converse, type ToldAnswer } from './transcript.ts';

const first = Buffer.from(postOf(JSON.stringify({ query: '{ requestId }' })));
const last = Buffer.from('GET /livez HTTP/1.1\r\nhost: outlay\r\nconnection: close\r\n\r\n');

type House = Awaited<ReturnType<typeof startHouse>>;

describe('a plain request is answered as the HTTP server answers it', () => {
  let plain: House;
  let server: House;
  before(async () => {
    plain = await startHouse({ arrivalMs: 20_000 });
    server = await startHouse({ arrivalMs: 20_000, fastPath: false });
  });
  after(async () => {
    await plain.gateway.stop();
    await server.gateway.stop();
  });

  /** What both answer to a piece on a kept connection. */
  async function both(piece: Buffer): Promise<readonly [ToldAnswer[], ToldAnswer[]]> {
    const pieces = [first, piece, last];
    return Promise.all([converse(plain.url, pieces), converse(server.url, pieces)]);
  }

  const long = `{ ${Array.from({ length: 20 }, (_none, at) => `a${at}: slow(ms: 1)`).join(' ')} }`;
  const json = (value: unknown): string => JSON.stringify(value);
  const hash = `{"persistedQuery":{"version":1,"sha256Hash":"${'0'.repeat(64)}"}}`;
  for (const [what, body, headers = ''] of [
    ['a query', json({ query: '{ requestId me { id } }' })],
    [
      'a query of somebody whose token is none',
      json({ query: '{ me { id } }' }),
      'authorization: Bearer x\r\n',
    ],
    ['a mutation', json({ query: 'mutation { rename(name: "Grace") { name } }' })],
    ['an operation that fails', json({ query: '{ broken }' })],
    ['a document that is none', json({ query: '{' })],
    ['a document that is wrong', json({ query: '{ nothingLikeIt }' })],
    [
      'a document that is wrong, for an older client',
      json({ query: '{ x }' }),
      'accept: application/json\r\n',
    ],
    ['a subscription', json({ query: 'subscription { ticks }' })],
    ['what is too large', json({ query: long + long })],
    ['a hash that nobody knows', `{"extensions":${hash}}`],
    ['no JSON', '{'],
    ['no body', ''],
    ['what is no UTF-8', '{~}'],
    ['a name that changes what an object is', '{"query":"{ requestId }","__proto__":{}}'],
    ['a list', '[]'],
    ['a type that there is not', json({ query: '{ requestId }' }), 'accept: image/png\r\n'],
    [
      'a type of its own',
      json({ query: '{ requestId }' }),
      'accept: application/graphql-response+json\r\n',
    ],
    ['more than a packet', json({ query: long }), 'accept-encoding: gzip\r\n'],
    [
      'letters beyond ASCII',
      json({ query: 'mutation { rename(name: "Ærøskøbing 😀") { name } }' }),
    ],
    [
      'an id that the client chose',
      json({ query: '{ requestId }' }),
      'x-request-id: client-chose-it\r\n',
    ],
    [
      'an address behind a proxy',
      json({ query: '{ clientAddress }' }),
      'x-forwarded-for: 192.0.2.7\r\n',
    ],
    [
      'a page of another origin',
      json({ query: '{ requestId }' }),
      'origin: https://elsewhere.example\r\n',
    ],
    ['a host that is none', json({ query: '{ requestId }' }), 'x-a: b\r\nhost : b\r\n'],
  ] as const) {
    test(what, async () => {
      const bytes = Buffer.from(postOf(body, headers));
      if (what === 'what is no UTF-8') bytes[bytes.lastIndexOf('~')] = 0xff;
      const [ours, theirs] = await both(bytes);
      assert.ok(theirs.length >= 2);
      assert.deepEqual(ours, theirs);
    });
  }

  for (const [name, ...values] of [
    ['transfer-encoding', 'chunked', 'identity'],
    ['content-encoding', 'gzip', 'identity'],
    ['expect', '100-continue', 'wonders'],
    ['upgrade', 'h2c', 'websocket'],
    ['te', 'trailers'],
    ['trailer', 'x-checksum'],
    ['proxy-connection', 'close'],
  ] as const) {
    test(`with the header ${name}, which is the HTTP server's to read`, async () => {
      for (const value of values) {
        const piece = Buffer.from(
          postOf(json({ query: '{ requestId }' }), `${name}: ${value}\r\n`),
        );
        assert.equal(readPlainHead(piece, 'POST /graphql HTTP/1.1\r\n'), undefined);
        const [ours, theirs] = await both(piece);
        assert.ok(theirs.length >= 2);
        assert.deepEqual(ours, theirs, value);
      }
    });
  }

  test('where pages of other origins may call, whatever its origin', async () => {
    const corsOrigins = ['https://app.example'];
    const houses = await Promise.all(
      [true, false].map((fastPath) => startHouse({ fastPath, corsOrigins })),
    );
    try {
      for (const headers of ['', 'accept-encoding: gzip\r\n', 'origin: https://app.example\r\n']) {
        const piece = Buffer.from(postOf(json({ query: long }), headers));
        const [ours, theirs] = await Promise.all(
          houses.map(({ url }) => converse(url, [first, piece, last])),
        );
        assert.ok(theirs?.[1]?.headers['vary']?.startsWith('Origin'), headers);
        assert.deepEqual(ours, theirs);
      }
    } finally {
      await Promise.all(houses.map(({ gateway }) => gateway.stop()));
    }
  });

  test('however its bytes are changed', async () => {
    const given = postOf(
      json({ query: '{ requestId }' }),
      'accept: */*\r\nx-request-id: abcdefgh\r\nconnection: keep-alive\r\nauthorization: Bearer a.b.c\r\n',
    );
    await withSeed(async (random) => {
      const plain: Buffer[] = [];
      // What is not read as plain is the HTTP server's, and so is what becomes of it.
      while (plain.length < 300) {
        const changed = change(Buffer.from(given), random);
        if (readPlainHead(changed, 'POST /graphql HTTP/1.1\r\n')) plain.push(changed);
      }
      for (let from = 0; from < plain.length; from += 30) {
        await Promise.all(
          plain.slice(from, from + 30).map(async (bytes) => {
            const [ours, theirs] = await both(bytes);
            assert.deepEqual(ours, theirs, JSON.stringify(bytes.toString('latin1')));
          }),
        );
      }
    });
  });
});

const odd = [
  '\r',
  '\n',
  '\r\n',
  ' ',
  '\t',
  ':',
  ',',
  ';',
  '\0',
  '\x7f',
  'é',
  '0',
  '-',
  '"',
  'a: b\r\n',
];

/** Takes away, doubles or puts in a few bytes; in the head most often, where boundaries are told. */
function change(bytes: Buffer, random: Random): Buffer {
  let changed = bytes;
  for (let count = random.integer(1, 3); count > 0; count -= 1) {
    const at = random.integer(0, changed.length - 1);
    const [before, rest] = [changed.subarray(0, at), changed.subarray(at)];
    const put = Buffer.from(random.pick(odd), 'latin1');
    const kinds = [
      () => [before, rest.subarray(random.integer(1, 4))],
      () => [before, put, rest],
      () => [before, put, rest.subarray(1)],
      () => [before, rest.subarray(0, 12), rest],
    ];
    changed = Buffer.concat(random.pick(kinds)());
  }
  return changed;
}
