import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { type House, type Instance, newViewer, openHouse } from './fixture.ts';

type Page = {
  alerts: {
    nodes: {
      id: string;
      cursor: string;
      kind: string;
      title: string;
      body: string;
      readAt: string | null;
      deliveries: { channel: string; state: string }[];
    }[];
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null };
    unreadCount: number;
  };
};

const listing = /* GraphQL */ `
  query ($first: Int! = 20, $after: Cursor, $unreadOnly: Boolean! = false) {
    alerts(first: $first, after: $after, unreadOnly: $unreadOnly) {
      nodes {
        id
        cursor
        kind
        title
        body
        readAt
        deliveries {
          channel
          state
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        endCursor
      }
      unreadCount
    }
  }
`;

async function list(instance: Instance, viewer: Viewer, variables = {}) {
  const { data, errors } = await instance.ask<Page>(viewer, listing, variables);
  assert.equal(errors, undefined);
  return data.alerts;
}

function untilThere(instance: Instance, viewer: Viewer, count: number) {
  return eventually(async () => {
    const found = await list(instance, viewer, { first: 100 });
    return found.nodes.length === count ? found : null;
  });
}

async function raise(house: House, instance: Instance, viewer: Viewer, count: number) {
  for (let n = 0; n < count; n += 1) await house.cross(viewer, { budgetName: `Budget ${n}` });
  return untilThere(instance, viewer, count);
}

test('an alert tells what happened, in full', async () => {
  await using house = await openHouse();
  const instance = await house.start();
  const viewer = await house.signUp();
  const { data: told } = (await house.cross(viewer)) as { data: Record<string, string> };
  const { nodes } = await untilThere(instance, viewer, 1);
  const { data } = await instance.ask<{ alert: object }>(
    viewer,
    /* GraphQL */ `
      query ($id: ID!) {
        alert(id: $id) {
          kind
          title
          body
          budget {
            id
          }
          period {
            start
            end
          }
          thresholdPercent
          limit {
            amount
            minorUnits
            currency
          }
          spent {
            amount
          }
          transaction {
            id
          }
          readAt
          deliveries {
            channel
            attempts
          }
        }
      }
    `,
    { id: nodes[0]?.id },
  );
  const { deliveries, ...alert } = data.alert as { deliveries: { channel: string }[] };
  assert.deepEqual(JSON.parse(JSON.stringify(alert)), {
    kind: 'OVERSPENT',
    title: 'Groceries: overspent by €23.45',
    body: 'You have spent €123.45 in March 2026; the limit is €100.00 and lasts until March 31.',
    budget: { id: told['budgetId'] },
    period: { start: '2026-03-01', end: '2026-03-31' },
    thresholdPercent: 100,
    limit: { amount: '100.00', minorUnits: '10000', currency: 'EUR' },
    spent: { amount: '123.45' },
    transaction: { id: told['transactionId'] },
    readAt: null,
  });
  assert.deepEqual(
    deliveries.map(({ channel }) => channel),
    ['CONSOLE'],
  );
});

test('a crossing that is told twice raises one alert, with one delivery per channel', async () => {
  await using house = await openHouse();
  const instance = await house.start({ smtpUrl: 'smtp://127.0.0.1:9' });
  const viewer = await house.signUp();
  const event = await house.cross(viewer);
  await untilThere(instance, viewer, 1);
  // Delivered again as it was, and told once more under a new place, which only the crossing's id tells.
  await house.log.append([event]);
  await house.tell(event.type, viewer.bookId, event.data as object);
  // The same crossing recovered is another alert, and told twice it is one as well.
  await house.recover(viewer, event.data as object);
  await house.tell('reporting.budget-recovered', viewer.bookId, event.data as object);
  await house.cross(viewer);
  const { nodes } = await untilThere(instance, viewer, 3);
  assert.deepEqual(
    nodes.map(({ kind }) => kind),
    ['OVERSPENT', 'RECOVERED', 'OVERSPENT'],
  );
  for (const { deliveries } of nodes) {
    assert.deepEqual(
      deliveries.map(({ channel }) => channel),
      ['CONSOLE', 'EMAIL'],
    );
  }
  const numbers = await house.sql`SELECT sequence FROM alerts ORDER BY sequence`;
  assert.deepEqual(
    numbers.map(({ sequence }) => sequence),
    ['1', '2', '3'],
  );
  // The database's own rule would do as well, but at the price of dead letters.
  assert.deepEqual([...(await house.sql`SELECT * FROM dead_letters`)], []);
  const published = async () => {
    const ends = await house.log.ends('notification');
    const records = await Promise.all(
      ends.map(({ partition }) => house.log.read({ topic: 'notification', partition }, 0n, 100)),
    );
    return records.flat().length === 3;
  };
  await eventually(published);
});

test('pages go from the newest to the oldest and count what is unread', async () => {
  await using house = await openHouse();
  const instance = await house.start();
  const viewer = await house.signUp();
  const { nodes: all } = await raise(house, instance, viewer, 5);
  const first = await list(instance, viewer, { first: 2 });
  const second = await list(instance, viewer, { first: 2, after: first.pageInfo.endCursor });
  const third = await list(instance, viewer, { first: 2, after: second.pageInfo.endCursor });
  assert.deepEqual(
    [...first.nodes, ...second.nodes, ...third.nodes].map(({ title }) => title),
    all.map(({ title }) => title),
  );
  assert.match(all[0]?.title ?? '', /^Budget 4/);
  const flags = [first, second, third].map(({ pageInfo }) => [
    pageInfo.hasPreviousPage,
    pageInfo.hasNextPage,
  ]);
  assert.deepEqual(flags, [
    [false, true],
    [true, true],
    [true, false],
  ]);
  assert.equal(first.unreadCount, 5);
  for (const variables of [{ first: 0 }, { first: 101 }, { after: 'bm90LWEtY3Vyc29y' }]) {
    const { errors } = await instance.ask(viewer, listing, variables);
    assert.equal(errors?.[0]?.extensions['code'], 'BAD_USER_INPUT');
  }
});

const marking = /* GraphQL */ `
  mutation ($input: MarkAlertsReadInput!) {
    markAlertsRead(input: $input) {
      __typename
      ... on MarkAlertsReadSuccess {
        alerts {
          id
          readAt
        }
        unreadCount
      }
      ... on InvalidInput {
        fields {
          path
        }
      }
      ... on NotFound {
        id
      }
    }
  }
`;

type Marked = {
  markAlertsRead: {
    __typename: string;
    alerts?: { id: string; readAt: string | null }[];
    unreadCount?: number;
    fields?: { path: string[] }[];
    id?: string;
  };
};

async function mark(instance: Instance, viewer: Viewer, input: object) {
  const { data, errors } = await instance.ask<Marked>(viewer, marking, { input });
  assert.equal(errors, undefined);
  return data.markAlertsRead;
}

test('alerts are marked as read by id or up to a cursor, once per key', async () => {
  await using house = await openHouse();
  const instance = await house.start();
  const viewer = await house.signUp();
  const { nodes } = await raise(house, instance, viewer, 5);
  const [fifth, , third] = nodes;
  assert.ok(fifth && third);

  const byId = { ids: [fifth.id, fifth.id], idempotencyKey: 'first-key' };
  const marked = await mark(instance, viewer, byId);
  assert.equal(marked.unreadCount, 4);
  assert.deepEqual(
    marked.alerts?.map(({ id }) => id),
    [fifth.id],
  );
  assert.notEqual(marked.alerts?.[0]?.readAt, null);
  const again = await mark(instance, viewer, byId);
  assert.deepEqual(again, marked);
  const other = await mark(instance, viewer, { ...byId, ids: [third.id] });
  assert.equal(other.__typename, 'IdempotencyConflict');

  const upTo = { upTo: third.cursor, idempotencyKey: 'second-key' };
  const older = await mark(instance, viewer, upTo);
  assert.equal(older.alerts?.length, 3);
  assert.equal(older.unreadCount, 1);
  const { nodes: unread, unreadCount } = await list(instance, viewer, { unreadOnly: true });
  assert.deepEqual([unread.length, unreadCount], [1, 1]);
});

test('marking refuses what is not exactly one of ids and upTo, and changes nothing', async () => {
  await using house = await openHouse();
  const instance = await house.start();
  const viewer = await house.signUp();
  const { nodes } = await raise(house, instance, viewer, 1);
  const [alert] = nodes;
  assert.ok(alert);
  const idempotencyKey = 'some-key-1';
  const wrong = [
    { idempotencyKey },
    { ids: [alert.id], upTo: alert.cursor, idempotencyKey },
    { ids: [], idempotencyKey },
    { ids: Array.from({ length: 101 }, () => alert.id), idempotencyKey },
    { upTo: 'bm90LWEtY3Vyc29y', idempotencyKey },
    { ids: [alert.id], idempotencyKey: 'short' },
  ];
  for (const input of wrong) {
    assert.equal((await mark(instance, viewer, input)).__typename, 'InvalidInput');
  }
  for (const stranger of [newViewer().bookId, 'no-uuid']) {
    const answer = await mark(instance, viewer, { ids: [alert.id, stranger], idempotencyKey });
    assert.deepEqual([answer.__typename, answer.id], ['NotFound', stranger]);
  }
  assert.equal((await list(instance, viewer)).unreadCount, 1);
});

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
