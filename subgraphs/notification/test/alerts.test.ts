import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { list, listing, raise, untilThere } from './asking.ts';
import { openHouse } from './fixture.ts';

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
