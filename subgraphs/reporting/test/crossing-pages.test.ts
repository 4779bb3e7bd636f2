import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { createBudget, openScene } from './scene.ts';

const pageOf = `query ($budgetId: ID!, $first: Int!, $after: Cursor) {
  budgetCrossings(budgetId: $budgetId, first: $first, after: $after) {
    edges { cursor node { id } } nodes { id period { kind } limit { amount } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

const food = uuidv7();

test('crossings are read page by page to the first one, however many there are', async () => {
  await using scene = await openScene();
  const book = await scene.book({}, [food]);
  const budgetId = await createBudget(scene, book, { categoryId: food });
  await createBudget(scene, book, { categoryId: food, period: 'YEAR' });
  // Each of 60 months crosses two thresholds, and all of one batch are decided at one time.
  const batches = [2019, 2020, 2021, 2022, 2023].map((year) =>
    Array.from({ length: 12 }, (_none, month) =>
      book.posted({
        date: `${year}-${String(month + 1).padStart(2, '0')}-07`,
        spent: { [food]: 100_00n },
      }),
    ),
  );
  for (const batch of batches) {
    await scene.feed(...batch);
    scene.clock = new Date(scene.clock.getTime() + 1_000);
  }
  const expected = await scene.sql<{ id: string }[]>`
    SELECT id FROM budget_crossings WHERE budget_id = ${budgetId}
    ORDER BY crossed_at DESC, id DESC`;
  assert.equal(expected.length, 120);

  const seen: string[] = [];
  let after: string | null = null;
  for (;;) {
    const { budgetCrossings: page } = await scene.ask(book, pageOf, { budgetId, first: 19, after });
    const ids = page.nodes.map(({ id }: { id: string }) => id);
    assert.deepEqual(
      page.edges.map(({ node }: { node: { id: string } }) => node.id),
      ids,
    );
    assert.deepEqual(
      [page.pageInfo.hasPreviousPage, page.pageInfo.startCursor, page.pageInfo.endCursor],
      [after !== null, page.edges[0].cursor, page.edges.at(-1).cursor],
    );
    assert.deepEqual(page.nodes[0].period, { kind: 'MONTH' });
    assert.deepEqual(page.nodes[0].limit, { amount: '100.00' });
    if (after === null) {
      // What is crossed meanwhile stands before the page and moves nothing.
      await scene.feed(book.posted({ date: '2024-01-07', spent: { [food]: 100_00n } }));
    }
    seen.push(...ids);
    after = page.pageInfo.endCursor;
    if (!page.pageInfo.hasNextPage) break;
  }
  assert.deepEqual(
    seen,
    expected.map(({ id }) => id),
  );
});

test('there are none of a budget that isn’t the viewer’s, and a cursor of another list is refused', async () => {
  await using scene = await openScene();
  const [book, stranger] = [await scene.book({}, [food]), await scene.book({}, [food])];
  const budgetId = await createBudget(scene, book, { categoryId: food });
  for (const id of [budgetId, uuidv7(), 'no id']) {
    const { budgetCrossings } = await scene.ask(stranger, pageOf, { budgetId: id, first: 1 });
    assert.equal(budgetCrossings, null);
  }
  const signedOut = await scene.run(null, pageOf, { budgetId, first: 1 });
  assert.deepEqual(signedOut.codes, ['UNAUTHENTICATED']);
  const ofImports = Buffer.from(JSON.stringify(['imports', '1', randomUUID()])).toString(
    'base64url',
  );
  for (const wrong of [{ first: 0 }, { first: 101 }, { first: 1, after: ofImports }]) {
    const { codes } = await scene.run(book, pageOf, { budgetId, ...wrong });
    assert.deepEqual(codes, ['BAD_USER_INPUT'], JSON.stringify(wrong));
  }
});
