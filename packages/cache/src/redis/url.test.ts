import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CacheUrlError } from '../errors.ts';
import { parseRedisUrl } from './url.ts';

const plain = {
  nodes: [{ host: 'cache', port: 6379 }],
  cluster: false,
  tls: false,
  username: undefined,
  password: undefined,
  database: 0,
  prefix: 'outlay',
};

test('names a Redis, with as little as a host', () => {
  assert.deepEqual(parseRedisUrl('redis://cache'), plain);
  assert.deepEqual(parseRedisUrl('REDISS://cache:6380/2?prefix=eu:outlay'), {
    ...plain,
    nodes: [{ host: 'cache', port: 6380 }],
    tls: true,
    database: 2,
    prefix: 'eu:outlay',
  });
});

test('takes a user, a password or both, whatever characters are in them', () => {
  const credentials = (url: string) => {
    const { username, password } = parseRedisUrl(url);
    return [username, password];
  };
  assert.deepEqual(credentials('redis://ana:p%40ss%2Fw%3Ard@cache'), ['ana', 'p@ss/w:rd']);
  assert.deepEqual(credentials('redis://:secret@cache'), [undefined, 'secret']);
  assert.deepEqual(credentials('redis://ana@cache'), ['ana', undefined]);
});

test('several hosts are a cluster, and one is when it is said to be', () => {
  const { nodes, cluster } = parseRedisUrl('redis://:x@one:1,[::1]:2,[fe80::2],three/0');
  assert.equal(cluster, true);
  assert.deepEqual(
    nodes.map(({ host, port }) => [host, port]),
    [
      ['one', 1],
      ['::1', 2],
      ['fe80::2', 6379],
      ['three', 6379],
    ],
  );
  assert.equal(parseRedisUrl('redis://one?cluster=true').cluster, true);
  assert.equal(parseRedisUrl('redis://one?cluster=false').cluster, false);
});

test('what is none, or says what can not be, is refused without being repeated', () => {
  for (const url of [
    'redis:',
    'redis://',
    'redis://user:secret@',
    'redis://secret@one,',
    'redis://secret@one:port',
    'redis://secret@one:65536',
    'redis://secret@::1',
    'redis://secret@one/zero',
    'redis://secret@one#cluster',
    'redis://secr%et@one',
    'redis://secret@one,two?cluster=false',
    'redis://secret@one,two/1',
    'redis://secret@one?cluster=yes',
    'redis://secret@one?clutser=true',
    'redis://secret@one?prefix={out}lay',
    'redis://secret@one?prefix=',
    'postgres://secret@one',
  ]) {
    assert.throws(
      () => parseRedisUrl(url),
      (error) => error instanceof CacheUrlError && !/secr/.test(error.message),
      url,
    );
  }
});
