import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environment as gateway } from '@outlay/gateway/config.ts';
import { askedFirst } from '@outlay/gateway/http/cross-site.ts';
import { exposedHeaders } from '@outlay/gateway/http/manners.ts';
import { parse } from 'yaml';
import { kongFile, routed } from '../src/kong.ts';
import { fileText } from '../src/root.ts';

const kong = kongFile.parse(parse(fileText('docker/kong.yml')));
const [service] = kong.services;

test('what is let through, and what is not to be had from outside', () => {
  const table: [method: string, path: string, route: string | undefined][] = [
    ['POST', '/graphql', 'graphql'],
    ['GET', '/graphql', 'graphql'],
    ['OPTIONS', '/graphql', 'graphql'],
    ['PUT', '/graphql', undefined],
    ['POST', '/graphql/more', undefined],
    ['GET', '/', 'graphiql'],
    ['GET', '/graphiql/page.js', 'graphiql'],
    ['POST', '/graphiql/page.js', undefined],
    ['GET', '/metrics', undefined],
    ['GET', '/readyz', undefined],
    ['GET', '/livez', undefined],
    ['GET', '/healthz', undefined],
  ];
  for (const [method, path, expected] of table) {
    assert.equal(routed(service.routes, method, path), expected, `${method} ${path}`);
  }
  assert.ok(service.routes.every((one) => !one.strip_path && one.preserve_host));
});

test('nothing is sent twice, and no answer is cut short that the gateway still works on', () => {
  assert.equal(service.retries, 0);
  const timeouts = Object.entries(gateway.shape)
    .filter(([name]) => name.endsWith('_TIMEOUT_MS'))
    .map(([, setting]) => setting.parse(undefined) as number);
  assert.ok(timeouts.length >= 5);
  assert.ok(service.read_timeout > 2 * Math.max(...timeouts));
  assert.ok(service.write_timeout > 2 * Math.max(...timeouts));
});

test('the largest body is the gateway’s own', () => {
  const own = gateway.shape.BODY_LIMIT_BYTES.parse(undefined);
  assert.equal(kong.plugins['request-size-limiting'].allowed_payload_size, own);
});

test('a page elsewhere may send all that the gateway heeds, and read all that it shows', () => {
  const { headers, exposed_headers, credentials, origins } = kong.plugins.cors;
  const heeded = [...askedFirst, 'content-type', 'traceparent', 'x-request-id'];
  assert.deepEqual(headers.toSorted(), heeded.toSorted());
  assert.deepEqual(exposed_headers.toSorted(), exposedHeaders.toSorted());
  assert.ok(!credentials && !origins.includes('*'));
});

test('a request has the name that the gateway logs', () => {
  assert.equal(kong.plugins['correlation-id'].header_name.toLowerCase(), 'x-request-id');
});
