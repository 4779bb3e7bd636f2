import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { list, listing, mark, marking, raise } from './asking.ts';
import { openHouse } from './fixture.ts';

test('nobody reaches the alerts of another book', async () => {
  await using house = await openHouse();
  const instance = await house.start();
  const [viewer, stranger] = [await house.signUp(), await house.signUp()];
  const { nodes } = await raise(house, instance, viewer, 1);
  const [alert] = nodes;
  assert.ok(alert);
  const entity = /* GraphQL */ `
    query ($representations: [_Any!]!) {
      _entities(representations: $representations) {
        ... on Alert {
          id
          title
        }
      }
    }
  `;
  const entityOf = (who: Viewer | null, id: string) =>
    instance.ask<{ _entities: (object | null)[] }>(who, entity, {
      representations: [{ __typename: 'Alert', id }],
    });
  const single = 'query ($id: ID!) { alert(id: $id) { id } }';

  const own = await entityOf(viewer, alert.id);
  assert.equal((own.data._entities[0] as { id: string }).id, alert.id);
  assert.deepEqual((await entityOf(stranger, alert.id)).data._entities, [null]);
  assert.deepEqual((await entityOf(viewer, 'no-uuid')).data._entities, [null]);
  const foreign = await instance.ask<{ alert: null }>(stranger, single, { id: alert.id });
  assert.equal(foreign.data.alert, null);
  assert.deepEqual((await list(instance, stranger)).nodes, []);
  assert.equal((await list(instance, stranger)).unreadCount, 0);
  const idempotencyKey = 'strangers-key';
  const marked = await mark(instance, stranger, { ids: [alert.id], idempotencyKey });
  assert.equal(marked.__typename, 'NotFound');
  await mark(instance, stranger, { upTo: alert.cursor, idempotencyKey: 'strangers-key-2' });
  assert.equal((await list(instance, viewer)).unreadCount, 1);

  const representations = { representations: [{ __typename: 'Alert', id: alert.id }] };
  const asked: [string, object][] = [
    [listing, {}],
    [single, { id: alert.id }],
    [marking, { input: { ids: [alert.id], idempotencyKey } }],
    [entity, representations],
  ];
  for (const [query, variables] of asked) {
    const { errors } = await instance.ask(null, query, variables);
    assert.equal(errors?.[0]?.extensions['code'], 'UNAUTHENTICATED');
  }
});
