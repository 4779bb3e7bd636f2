import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { serverAudits } from 'graphql-http';
import { startHouse } from '../fixture/house.ts';

/** What GraphQL over HTTP asks of a server: all that it must, should and may, on the gateway's own path. */
describe('by the audits of graphql-http, a server', () => {
  let house: Awaited<ReturnType<typeof startHouse>>;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.gateway.stop());

  /** A page couldn't have made it: see `src/http/cross-site.ts`. */
  const fetchFn = (url: string, request: RequestInit = {}) =>
    fetch(url, { ...request, headers: { 'apollo-require-preflight': 'true', ...request.headers } });

  const audits = serverAudits({ url: () => house.url, fetchFn });
  for (const { id, name, fn } of audits) {
    test(`${name} (${id})`, async () => {
      const result = await fn();
      assert.equal(result.status, 'ok', 'reason' in result ? result.reason : '');
    });
  }

  test('is asked everything', () => assert.ok(audits.length >= 60, String(audits.length)));
});
