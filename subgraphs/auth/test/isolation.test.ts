import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authUnderTest, sessionIn } from './auth-under-test.ts';

const entities = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on User { id email roles } }
}`;
const user = (id: string) => ({ representations: [{ __typename: 'User', id }] });

test('a user is resolved for themselves, and for nobody else', async () => {
  await using it = await authUnderTest();
  const ana = await it.signUp();
  const ben = await it.signUp();
  const [anaViewer, benViewer] = [await it.viewerOf(ana), await it.viewerOf(ben)];
  const { id, email } = sessionIn(ana).user;
  const resolve = async (asked: string, viewer: typeof anaViewer | null) => {
    const { data, errors } = await it.run(entities, user(asked), { viewer });
    return errors?.[0]?.extensions['code'] ?? JSON.parse(JSON.stringify(data!['_entities']));
  };
  assert.deepEqual(await resolve(id, anaViewer), [{ id, email, roles: ['MEMBER'] }]);
  assert.deepEqual(await resolve(id, benViewer), [null]);
  assert.deepEqual(await resolve('not an id', benViewer), [null]);
  assert.equal(await resolve(id, null), 'UNAUTHENTICATED');
  // A viewer whose book is another's sees nothing either.
  assert.deepEqual(await resolve(id, { ...anaViewer, bookId: benViewer.bookId }), [null]);
});

test('sessions are those of the viewer and the viewer’s book', async () => {
  await using it = await authUnderTest();
  const ana = await it.viewerOf(await it.signUp());
  const ben = await it.viewerOf(await it.signUp());
  const ids = async (viewer: typeof ana | null) => {
    const { data, errors } = await it.run('{ sessions { id } }', {}, { viewer });
    if (errors) return errors[0]!.extensions['code'];
    return (data!['sessions'] as { id: string }[]).map(({ id }) => id);
  };
  assert.deepEqual(await ids(ana), [ana.sessionId]);
  assert.deepEqual(await ids(ben), [ben.sessionId]);
  assert.deepEqual(await ids({ ...ana, bookId: ben.bookId }), []);
  assert.equal(await ids(null), 'UNAUTHENTICATED');
});
