import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startHouse } from '../fixture/house.ts';

type House = Awaited<ReturnType<typeof startHouse>>;
type Request = { readonly body: unknown; readonly headers?: Record<string, string> };

const query = '{ me { id name notes { text } } requestId }';
const withVariable = 'query ($slow: Int!) { me { notes(slowMs: $slow) { text } } }';

const requests: Record<string, Request> = {
  'a query': { body: { query } },
  'of a single fetch': { body: { query: '{ requestId }' } },
  'of nothing but a type': { body: { query: '{ __typename }' } },
  'in another order than its subgraph answers': {
    body: { query: '{ b: requestId a: requestId }' },
  },
  'a mutation': { body: { query: 'mutation { rename(name: "Bea") { name } }' } },
  'two mutations': {
    body: { query: 'mutation { a: rename(name: "A") { name } b: signIn(name: "B") }' },
  },
  'with a name': {
    body: { query: 'query A { requestId } query B { me { id } }', operationName: 'B' },
  },
  'with variables': { body: { query: withVariable, variables: { slow: 0 } } },
  'with a variable too few': { body: { query: withVariable } },
  'with a variable of another type': { body: { query: withVariable, variables: { slow: 'x' } } },
  'with null for variables': {
    body: { query, variables: null, extensions: null, operationName: null },
  },
  'with a list of variables': { body: { query, variables: [1] } },
  'with text for variables': { body: { query, variables: '{}' } },
  'with empty extensions': { body: { query, extensions: {} } },
  'with text for extensions': { body: { query, extensions: 'x' } },
  'with a hash': {
    body: { query, extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } },
  },
  'that wants no cost told': { body: { query, extensions: { cost: false } } },
  'for a field that breaks, without its cost': {
    body: { query: '{ requestId broken }', extensions: { cost: false } },
  },
  'for a field that breaks': { body: { query: '{ requestId broken }' } },
  'for the schema': { body: { query: '{ __schema { queryType { name } } requestId }' } },
  'for a field that isn’t there': { body: { query: '{ nothingLikeIt }' } },
  'that can’t be parsed': { body: { query: '{' } },
  'that is too deep': {
    body: { query: `{ me ${'{ notes { author '.repeat(9)}{ id }${' } }'.repeat(9)} }` },
  },
  'for anything': { body: { query }, headers: { accept: '*/*' } },
  'for the newer type': {
    body: { query },
    headers: { accept: 'application/graphql-response+json, application/json;q=0.9' },
  },
  'that prefers the older type': {
    body: { query },
    headers: { accept: 'application/graphql-response+json;q=0.5, application/json;q=0.9' },
  },
  'for the newer type, with an error': {
    body: { query: '{ requestId broken }' },
    headers: { accept: 'application/graphql-response+json' },
  },
  'for the newer type, with a wrong variable': {
    body: { query: withVariable, variables: { slow: 'x' } },
    headers: { accept: 'application/graphql-response+json' },
  },
  'for a picture': { body: { query }, headers: { accept: 'image/png' } },
  'for parts': { body: { query }, headers: { accept: 'multipart/mixed' } },
};

describe('prepared and by Apollo alone, a client gets the same of a request', () => {
  let prepared: House;
  let byApollo: House;
  before(async () => {
    prepared = await startHouse({ fastPath: true });
    byApollo = await startHouse({ fastPath: false });
  });
  after(async () => {
    await prepared.gateway.stop();
    await byApollo.gateway.stop();
  });

  /** What can't be equal is what names a moment, an error, a person or what is left of a limit. */
  async function answerOf(house: House, { body, headers }: Request) {
    const response = await fetch(house.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await house.tokens.token()}`,
        'x-request-id': 'the-same-for-both',
        ...headers,
      },
      body: JSON.stringify(body),
    });
    const { date: _date, ...told } = Object.fromEntries(response.headers);
    told['ratelimit'] = String(told['ratelimit']).replaceAll(/=\d+/g, '=(some)');
    const uuid = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g;
    const some = /"(remaining|resetAt)":("[^"]*"|\d+)/g;
    const text = (await response.text()).replaceAll(uuid, '(id)').replaceAll(some, '"$1":(some)');
    return { status: response.status, headers: told, text };
  }

  for (const [what, request] of Object.entries(requests)) {
    test(what, async () => {
      const expected = await answerOf(byApollo, request);
      // The second time everything is compiled.
      for (let time = 0; time < 2; time += 1) {
        assert.deepEqual(await answerOf(prepared, request), expected);
      }
    });
  }
});
