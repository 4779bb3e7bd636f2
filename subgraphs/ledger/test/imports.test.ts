import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { type Data, type Harness, startHarness } from './harness.ts';
import { somebody } from './statement-operations.ts';

let harness: Harness;
before(async () => {
  harness = await startHarness();
});
after(() => harness[Symbol.asyncDispose]());

const pageOf = `query ($first: Int!, $after: Cursor) { imports(first: $first, after: $after) {
  edges { cursor node { id fileName } } nodes { id }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

test('imports are read page by page to the first one, however many there are', async () => {
  const { viewer, accountId } = await somebody(harness);
  // Of every three, two were imported in the same millisecond.
  await imported(
    viewer,
    accountId,
    130,
    (at) => new Date(Date.UTC(2026, 0, 1) + at - ((at % 3) & 1)),
  );
  const { sql } = harness;
  const expected = await sql<{ id: string }[]>`
    SELECT id FROM statement_imports WHERE book_id = ${viewer.bookId}
    ORDER BY imported_at DESC, id DESC`;

  const seen: string[] = [];
  let after: string | null = null;
  for (;;) {
    const { imports } = await harness.ask(viewer, pageOf, { first: 19, after });
    const ids = imports.nodes.map(({ id }: Data) => id);
    assert.deepEqual(
      imports.edges.map(({ node }: Data) => node.id),
      ids,
    );
    assert.equal(imports.pageInfo.hasPreviousPage, after !== null);
    assert.equal(imports.pageInfo.startCursor, imports.edges[0].cursor);
    assert.equal(imports.pageInfo.endCursor, imports.edges.at(-1).cursor);
    if (after === null) {
      // What is imported meanwhile stands before the page and moves nothing.
      await imported(viewer, accountId, 1, () => new Date(Date.UTC(2026, 1, 1)));
    }
    seen.push(...ids);
    after = imports.pageInfo.endCursor;
    if (!imports.pageInfo.hasNextPage) break;
  }
  assert.deepEqual(
    seen,
    expected.map(({ id }) => id),
  );
  const end = await harness.ask(viewer, pageOf, { first: 5, after });
  assert.deepEqual(end.imports, {
    edges: [],
    nodes: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
  });
});

test('a page is of 1 to 100, and goes on from a cursor of this list alone', async () => {
  const { viewer } = await somebody(harness);
  const empty = await harness.ask(viewer, pageOf, { first: 100 });
  assert.deepEqual(empty.imports.edges, []);
  const written = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url');
  for (const variables of [
    { first: 0 },
    { first: 101 },
    { first: 1, after: 'made up' },
    { first: 1, after: written(['transactions', '2026-03-01', '1']) },
    { first: 1, after: written(['imports', 'soon', randomUUID()]) },
    { first: 1, after: written(['imports', '99999999999999', randomUUID()]) },
    { first: 1, after: written(['imports', '1', 'no id']) },
  ]) {
    const { errors } = await harness.execute(viewer, pageOf, variables);
    assert.equal(errors?.[0]?.extensions['code'], 'BAD_USER_INPUT', JSON.stringify(variables));
  }
});

async function imported(
  { bookId }: Viewer,
  accountId: string,
  count: number,
  timeOf: (at: number) => Date,
): Promise<void> {
  const ids = Array.from({ length: count }, () => randomUUID());
  const times = ids.map((_id, at) => timeOf(at).toISOString());
  await harness.sql`
    INSERT INTO statement_imports
      (book_id, id, account_id, file_name, imported_at, posted_count, duplicate_count,
       unreadable_count)
    SELECT ${bookId}, id, ${accountId}, 'one.csv', at::timestamptz, 1, 0, 0
    FROM unnest(${ids}::uuid[], ${times}::text[]) AS made (id, at)`;
}
