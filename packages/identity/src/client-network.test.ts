import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientNetwork } from './client-network.ts';

test('an IPv4 address counts by itself, however it is written', () => {
  assert.equal(clientNetwork('203.0.113.9'), '203.0.113.9');
  assert.equal(clientNetwork('::ffff:203.0.113.9'), '203.0.113.9');
  assert.notEqual(clientNetwork('203.0.113.9'), clientNetwork('203.0.113.10'));
});

test('an IPv6 address counts by its network, however it is written', () => {
  const network = '2001:db8:1:2::/64';
  for (const address of ['2001:db8:1:2::1', '2001:0DB8:1:2:ffff:ffff:ffff:ffff']) {
    assert.equal(clientNetwork(address), network);
  }
  assert.notEqual(clientNetwork('2001:db8:1:3::1'), network);
  // The zone of a link-local address says nothing about who it is.
  assert.equal(clientNetwork('fe80::1%eth0'), clientNetwork('fe80::2'));
});

test('what is no address counts as it is', () => {
  for (const text of ['', 'unix', 'x:y']) assert.equal(clientNetwork(text), text);
});
