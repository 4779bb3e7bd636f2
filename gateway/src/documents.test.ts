import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { GraphQLError } from 'graphql';
import { createFindDocument, type NamedDocument } from './documents.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const named = (sha256Hash: unknown, version: unknown = 1) => ({
  persistedQuery: { version, sha256Hash },
});
const own = '{ own }';
const others = '{ others }';

function house(onlyTrusted = false) {
  const store = new Map<string, string>();
  const find = createFindDocument({
    trusted: new Map([[sha256(own), own]]),
    onlyTrusted,
    kept: {
      get: async (hash) => store.get(hash) ?? null,
      set: async (hash, text) => void store.set(hash, text),
    },
  });
  const textOf = async (request: NamedDocument): Promise<string> => (await find(request)).text;
  const refusedWith = async (request: NamedDocument): Promise<string> => {
    const error: unknown = await textOf(request).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof GraphQLError, 'was not refused');
    const { code, http } = error.extensions as { code: string; http: { status: number } };
    return `${http.status} ${code}`;
  };
  return { store, find, textOf, refusedWith };
}

describe('a document', () => {
  test('may be sent as it is, without a hash', async () => {
    const { find, store } = house();
    const { text, keep } = await find({ query: others });
    keep?.();
    assert.deepEqual([text, store.size], [others, 0]);
  });

  test('of our own is known by its hash from the start', async () => {
    const { textOf } = house();
    assert.equal(await textOf({ extensions: named(sha256(own)) }), own);
    assert.equal(await textOf({ query: '', extensions: named(sha256(own)) }), own);
  });

  test('of others is known once it was sent with its hash and found fit', async () => {
    const { find, textOf, refusedWith } = house();
    const extensions = named(sha256(others));
    assert.equal(await refusedWith({ extensions }), '200 PERSISTED_QUERY_NOT_FOUND');
    const sent = await find({ query: others, extensions });
    assert.equal(await refusedWith({ extensions }), '200 PERSISTED_QUERY_NOT_FOUND');
    sent.keep?.();
    assert.equal(await textOf({ extensions }), others);
  });

  test('under another’s hash is refused and not kept', async () => {
    const { store, refusedWith } = house();
    const request = { query: others, extensions: named(sha256(own)) };
    assert.equal(await refusedWith(request), '400 PERSISTED_QUERY_HASH_MISMATCH');
    assert.equal(store.size, 0);
  });

  test('that somebody changed in the store is not found', async () => {
    const { store, refusedWith } = house();
    store.set(sha256(others), '{ changed }');
    const request = { extensions: named(sha256(others)) };
    assert.equal(await refusedWith(request), '200 PERSISTED_QUERY_NOT_FOUND');
  });

  test('without text and hash, or with a hash of another kind, is refused', async () => {
    const { refusedWith } = house();
    assert.equal(await refusedWith({}), '400 BAD_REQUEST');
    assert.equal(await refusedWith({ query: '', extensions: {} }), '400 BAD_REQUEST');
    for (const extensions of [named('short'), named(7), named(sha256(own), 2), named(null)]) {
      assert.equal(await refusedWith({ extensions }), '400 PERSISTED_QUERY_NOT_SUPPORTED');
    }
  });
});

describe('where only registered documents are answered', () => {
  test('ours are, by text and by hash', async () => {
    const { textOf } = house(true);
    assert.equal(await textOf({ query: own }), own);
    assert.equal(await textOf({ extensions: named(sha256(own)) }), own);
    assert.equal(await textOf({ query: own, extensions: named(sha256(own)) }), own);
  });

  test('others are not, and never come to be', async () => {
    const { store, refusedWith } = house(true);
    store.set(sha256(others), others);
    const extensions = named(sha256(others));
    assert.equal(await refusedWith({ query: others }), '403 DOCUMENT_NOT_TRUSTED');
    assert.equal(await refusedWith({ query: others, extensions }), '403 DOCUMENT_NOT_TRUSTED');
    assert.equal(await refusedWith({ extensions }), '200 PERSISTED_QUERY_NOT_FOUND');
  });
});
