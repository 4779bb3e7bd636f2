import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { buildSchema, parse, validate } from 'graphql';
import { graphiqlFiles } from '../src/graphiql.ts';
import { readDocument, defaultLimits } from '../src/guards/limits.ts';
import { startHouse } from './fixture/house.ts';

describe('GraphiQL', () => {
  let house: Awaited<ReturnType<typeof startHouse>>;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.gateway.stop());
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${house.gateway.url}${path}`, { headers });

  test('is a page that loads nothing but files of this gateway', async () => {
    const page = await get('/');
    assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
    const html = await page.text();
    const loaded = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address!);
    assert.ok(loaded.length >= 6);
    for (const address of loaded.filter((each) => each !== 'data:,')) {
      assert.ok(address in graphiqlFiles, address);
    }
    for (const path of Object.keys(graphiqlFiles)) {
      const response = await get(path);
      assert.equal(response.status, 200, path);
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
      const text = await response.text();
      assert.ok(text.length > 50, path);
      if (!path.endsWith('.css')) continue;
      assert.doesNotMatch(text, /@import|url\((?!"?data:)/, path);
    }
    for (const path of ['/', '/graphiql/page.js', '/graphiql/page.css']) {
      assert.doesNotMatch(await (await get(path)).text(), /https?:\/\//, path);
    }
  });

  test('may run only scripts of this gateway', async () => {
    const policy = String((await get('/')).headers.get('content-security-policy'));
    const rules = new Map(
      policy.split('; ').map((rule) => rule.split(/ (.*)/, 2) as [string, string]),
    );
    assert.equal(rules.get('default-src'), "'none'");
    assert.equal(rules.get('script-src'), "'self'");
    assert.equal(rules.get('connect-src'), "'self'");
    assert.equal(rules.get('frame-ancestors'), "'none'");
    assert.doesNotMatch(policy, /unsafe|https?:|\*/);
  });

  test('gives each page a nonce of its own', async () => {
    const noncesOf = async () => {
      const page = await get('/');
      const inPolicy = /'nonce-([^']+)'/.exec(String(page.headers.get('content-security-policy')));
      const inPage = / nonce="([^"]+)"/.exec(await page.text());
      assert.equal(inPolicy?.[1], inPage?.[1]);
      return String(inPage?.[1]);
    };
    assert.notEqual(await noncesOf(), await noncesOf());
  });

  test('is not sent again when nothing changed', async () => {
    const etag = String((await get('/graphiql/react.js')).headers.get('etag'));
    const again = await get('/graphiql/react.js', { 'if-none-match': etag });
    assert.deepEqual([again.status, await again.text()], [304, '']);
  });

  test('opens no way to other files', async () => {
    for (const path of [
      '/graphiql/',
      '/graphiql/../package.json',
      '/graphiql/%2e%2e/package.json',
    ]) {
      assert.equal((await get(path)).status, 404, path);
    }
  });

  test('begins with operations that fit the graph and its limits', async () => {
    const sdl = await readFile(new URL('../../schema/client.graphql', import.meta.url), 'utf8');
    const schema = buildSchema(sdl);
    const tabs = Object.keys(graphiqlFiles).filter((path) => path.endsWith('.graphql'));
    assert.equal(tabs.length, 5);
    for (const path of tabs) {
      const text = await (await get(path)).text();
      assert.deepEqual(validate(schema, parse(text)), [], path);
      readDocument(text, defaultLimits);
    }
  });
});

test('GraphiQL can be left out', async () => {
  await using house = await startHouse({ graphiql: false });
  assert.equal((await fetch(house.gateway.url)).status, 404);
});
