import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { manners } from '../../src/http/manners.ts';
import { postOf, rawConnection } from '../fixture/bytes.ts';
import { startHouse } from '../fixture/house.ts';

const query = JSON.stringify({ query: '{ requestId }' });

describe('a request that expects', () => {
  let house: Awaited<ReturnType<typeof startHouse>>;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.gateway.stop());

  test('to be told to go on is told so, and answered', async () => {
    using raw = await rawConnection(house.url);
    raw.send(postOf(query, 'expect: 100-continue\r\n'));
    assert.equal((await raw.answer()).status, 100);
    assert.equal((await raw.answer()).status, 200);
  });

  test('anything else is refused as others are, charged and told of', async () => {
    using raw = await rawConnection(house.url);
    raw.send(postOf(query, 'expect: wonders\r\nx-request-id: of-wonders\r\n'));
    const { status, head, body } = await raw.answer();
    assert.equal(status, 417);
    assert.match(body, /"code":"EXPECTATION_FAILED"/);
    for (const [name, value] of Object.entries(manners)) {
      assert.ok(head.includes(`${name}: ${value}`), name);
    }
    assert.match(head, /\r\nx-request-id: of-wonders\r\n/);
    assert.match(head, /\r\nratelimit: "address";r=\d+/);
    const line = await eventually(() => house.logged.find((each) => each.includes('of-wonders')));
    assert.match(line, /"status":417/);
    raw.send(postOf(query));
    assert.equal((await raw.answer()).status, 200);
  });
});
