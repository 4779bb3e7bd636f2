import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidLogUrlError } from './errors.ts';
import { parseKafkaUrl } from './kafka-url.ts';

test('one broker, and nothing else, is enough', () => {
  assert.deepEqual(parseKafkaUrl('kafka://broker'), {
    brokers: ['broker:9092'],
    ssl: false,
    prefix: '',
  });
});

test('everything that a URL can say', () => {
  const url =
    'KAFKA://me:p%40ss@one:9093,two.example:9094/?ssl=true&sasl=plain&replication=3&partitions=24&prefix=a.';
  assert.deepEqual(parseKafkaUrl(url), {
    brokers: ['one:9093', 'two.example:9094'],
    ssl: true,
    sasl: { mechanism: 'plain', username: 'me', password: 'p@ss' },
    replication: 3,
    partitions: 24,
    prefix: 'a.',
  });
});

test('a user without a mechanism signs in by the strongest', () => {
  assert.equal(parseKafkaUrl('kafka://me:secret@one').sasl?.mechanism, 'scram-sha-512');
});

const refused: [string, RegExp][] = [
  ['kafka://', /kafka:\/\/\[user/],
  ['kafka://:secret@', /kafka:\/\/\[user/],
  ['kafka://one:secret', /host:port/],
  ['kafka://one:99999', /host:port/],
  ['kafka://one,,two', /host:port/],
  ['kafka://one?retention=secret', /"retention" is not one of: ssl, sasl/],
  ['kafka://one?ssl=secret', /ssl is neither true nor false/],
  ['kafka://me:100%secret@one', /a % that is not %25/],
  ['kafka://one?sasl=plain', /no user and password/],
  ['kafka://me:secret@one?sasl=gssapi', /sasl is not one of: plain/],
  ['kafka://one?partitions=0', /partitions is not a number from 1/],
  ['kafka://one?replication=1.5', /replication is not a number from 1/],
  ['kafka://one?prefix=a/b', /prefix has more than/],
];

for (const [url, message] of refused) {
  test(`${url} is refused, and not repeated`, () => {
    assert.throws(
      () => parseKafkaUrl(url),
      (error) => {
        assert.ok(error instanceof InvalidLogUrlError);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /secret/);
        return true;
      },
    );
  });
}
