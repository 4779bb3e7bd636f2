import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { startHouse } from '../fixture/house.ts';

/** As bytes: `fetch` would decompress them. */
async function bytesOf(url: string, query: string, accept: string | undefined) {
  const { promise, resolve, reject } = Promise.withResolvers<import('node:http').IncomingMessage>();
  const headers = {
    'content-type': 'application/json',
    ...(accept !== undefined && { 'accept-encoding': accept }),
  };
  request(url, { method: 'POST', headers }, resolve)
    .on('error', reject)
    .end(JSON.stringify({ query, extensions: { cost: false } }));
  const response = await promise;
  return { headers: response.headers, bytes: await buffer(response) };
}

const decoded = { br: brotliDecompressSync, gzip: gunzipSync };
const long = `{ note(text: "${'ab '.repeat(1_000)}") { text } }`;

describe('an answer is compressed', () => {
  let house: Awaited<ReturnType<typeof startHouse>>;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.gateway.stop());

  test('by the best way that its client takes', async () => {
    const plain = await bytesOf(house.url, long, undefined);
    assert.equal(plain.headers['content-encoding'], undefined);
    for (const [accept, encoding] of [
      ['gzip, deflate, br, zstd', 'br'],
      ['gzip', 'gzip'],
      ['*', 'br'],
      ['br;q=0, gzip', 'gzip'],
    ] as const) {
      const { headers, bytes } = await bytesOf(house.url, long, accept);
      assert.deepEqual([headers['content-encoding'], headers.vary], [encoding, 'accept-encoding']);
      assert.equal(headers['content-length'], String(bytes.length));
      assert.ok(bytes.length < plain.bytes.length / 4);
      assert.deepEqual(decoded[encoding](bytes), plain.bytes);
    }
    for (const accept of ['identity', 'deflate', 'br;q=0', '']) {
      const { headers, bytes } = await bytesOf(house.url, long, accept);
      assert.equal(headers['content-encoding'], undefined, accept);
      assert.deepEqual(bytes, plain.bytes);
    }
  });

  test('unless it is short', async () => {
    const { headers } = await bytesOf(house.url, '{ requestId }', 'br');
    assert.equal(headers['content-encoding'], undefined);
  });

  test('unless it may hold a token: what a mutation gives says nothing by its length', async () => {
    const mutation = `mutation { signIn(name: "${'ab '.repeat(1_000)}") }`;
    const { headers, bytes } = await bytesOf(house.url, mutation, 'gzip, br');
    assert.equal(headers['content-encoding'], undefined);
    assert.ok(bytes.length > 3_000);
  });

  test('and so are the files of GraphiQL', async () => {
    const get = (encoding: string) =>
      fetch(`${house.gateway.url}/graphiql/graphiql.js`, {
        headers: { 'accept-encoding': encoding },
      });
    const plain = await (await get('identity')).text();
    for (const encoding of ['br', 'gzip']) {
      const response = await get(encoding);
      assert.equal(response.headers.get('content-encoding'), encoding);
      assert.ok(Number(response.headers.get('content-length')) < plain.length / 2);
      assert.equal(await response.text(), plain);
    }
  });
});
