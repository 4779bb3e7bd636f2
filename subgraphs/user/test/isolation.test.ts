import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { userUnderTest, wholeUser } from './user-under-test.ts';

const entities = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on User { ${wholeUser} } }
}`;

test('a user is resolved for themselves, and for nobody else', async () => {
  await using it = await userUnderTest({ profileWaitMs: 50 });
  const [ana, ben] = [await it.someone(), await it.someone({ displayName: 'Ben' })];
  const resolve = async (id: string, viewer: Viewer | null) => {
    const representations = [{ __typename: 'User', id }];
    const { data, errors } = await it.run(entities, viewer, { representations });
    return errors?.[0]?.extensions['code'] ?? JSON.parse(JSON.stringify(data!['_entities']));
  };
  assert.deepEqual(await resolve(ana.userId, ana), [await it.me(ana)]);
  assert.deepEqual(await resolve(ana.userId, ben), [null]);
  assert.deepEqual(await resolve('not an id', ben), [null]);
  assert.equal(await resolve(ana.userId, null), 'UNAUTHENTICATED');
  // The same user with another's book has no profile there.
  assert.equal(await resolve(ana.userId, { ...ana, bookId: ben.bookId }), 'NOT_READY');
});

test('nobody without a token reads or writes, whatever the input', async () => {
  await using it = await userUnderTest();
  const operations = [
    '{ me { id } }',
    'mutation { updateProfile(input: { idempotencyKey: "12345678" }) { __typename } }',
    'mutation { updatePreferences(input: { idempotencyKey: "x" }) { __typename } }',
  ];
  for (const operation of operations) {
    const { errors } = await it.run(operation, null);
    assert.equal(errors![0]!.extensions['code'], 'UNAUTHENTICATED', operation);
  }
});

test('a change reaches the viewer’s own profile only, with keys of each book their own', async () => {
  await using it = await userUnderTest({ profileWaitMs: 50 });
  const [ana, ben] = [await it.someone(), await it.someone()];
  const bensBefore = await it.me(ben);
  const input = { displayName: 'Only Ana', idempotencyKey: 'a-key-that-both-use' };
  await it.updateProfile(ana, input);
  assert.deepEqual(await it.me(ben), bensBefore);
  const bens = await it.updateProfile(ben, { ...input, displayName: 'Only Ben' });
  assert.equal(bens.__typename, 'UpdateProfileSuccess');
  assert.equal((await it.me(ana))['displayName'], 'Only Ana');
  const mixed = await it.run(
    'mutation { updateProfile(input: { displayName: "x", idempotencyKey: "12345678" }) { __typename } }',
    { ...ana, bookId: ben.bookId },
  );
  assert.equal(mixed.errors![0]!.extensions['code'], 'NOT_READY');
});
