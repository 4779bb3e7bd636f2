import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Data, type Harness, newKey, startHarness } from './harness.ts';
import { succeed } from './operations.ts';
import { importOf, march, previewOf, somebody, transactionsOf } from './statement-operations.ts';

let harness: Harness;
before(async () => {
  harness = await startHarness();
});
after(() => harness[Symbol.asyncDispose]());

describe('importing a statement', () => {
  test('posts every readable row, two equal purchases too, and knows where they came from', async () => {
    const { viewer, accountId } = await somebody(harness);
    const { id } = await previewOf(harness, viewer, accountId, march);
    const answer = await importOf(harness, viewer, id);
    assert.equal(answer.__typename, 'ImportStatementSuccess');
    assert.deepEqual(answer.statementImport, {
      id,
      fileName: 'statement.csv',
      postedCount: 4,
      duplicateCount: 0,
      unreadableCount: 1,
      account: { id: accountId },
    });
    const posted = await transactionsOf(harness, viewer);
    assert.deepEqual(
      posted.map((one) => [one.kind, one.date, one.amount.amount, one.statementImport.id]),
      [
        ['INCOME', '2026-03-27', '2500.00', id],
        ['EXPENSE', '2026-03-03', '3.80', id],
        ['EXPENSE', '2026-03-03', '3.80', id],
        ['EXPENSE', '2026-03-02', '37.20', id],
      ],
    );
    const { statementImports } = await harness.ask(viewer, '{ statementImports { id } }');
    assert.deepEqual(statementImports, [{ id }]);
  });

  test('adds nothing for the same file again, nor for rows that an overlapping file repeats', async () => {
    const { viewer, accountId } = await somebody(harness);
    await importOf(harness, viewer, (await previewOf(harness, viewer, accountId, march)).id);
    const again = await previewOf(harness, viewer, accountId, march);
    assert.deepEqual([again.newCount, again.duplicateCount, again.newTotal.amount], [0, 4, '0.00']);
    const nothing = await importOf(harness, viewer, again.id);
    assert.deepEqual(countsOf(nothing), [0, 4]);
    assert.equal(nothing.position, null);

    const overlap = `${march}2026-03-03,Coffee,-3.80\n2026-04-01,Rent,-900.00\n`;
    const more = await importOf(
      harness,
      viewer,
      (await previewOf(harness, viewer, accountId, overlap)).id,
    );
    assert.deepEqual(countsOf(more), [2, 4], 'the third coffee and the rent');
    assert.equal((await transactionsOf(harness, viewer)).length, 6);
  });

  test('knows what was imported even if removed since, but not what was recorded by hand', async () => {
    const { viewer, accountId } = await somebody(harness);
    const shop = 'Date,Description,Amount\n2026-03-02,Shop,-1.00\n';
    await importOf(harness, viewer, (await previewOf(harness, viewer, accountId, shop)).id);
    const [imported] = await transactionsOf(harness, viewer);
    await succeed(harness, viewer, 'removeTransaction', { id: imported?.id });
    await succeed(harness, viewer, 'addExpense', {
      amount: { amount: '2.00', currency: 'EUR' },
      date: '2026-03-03',
      description: 'Pub',
      accountId,
    });
    const file = `${shop}2026-03-03,Pub,-2.00\n`;
    const { rows } = await previewOf(harness, viewer, accountId, file);
    assert.deepEqual(
      rows.map(({ line, duplicate }: Data) => [line, duplicate]),
      [
        [2, true],
        [3, false],
      ],
    );
  });

  test('gives the same answer to the same key, and refuses the key for another preview', async () => {
    const { viewer, accountId } = await somebody(harness);
    const { id } = await previewOf(harness, viewer, accountId, march);
    const key = newKey();
    const first = await importOf(harness, viewer, id, {}, key);
    assert.deepEqual(await importOf(harness, viewer, id, {}, key), first);
    const other = await previewOf(harness, viewer, accountId, march);
    const conflict = await importOf(harness, viewer, other.id, {}, key);
    assert.equal(conflict.__typename, 'IdempotencyConflict');
  });

  test('posts nothing of a file under whose key another is being imported', async () => {
    const { viewer, accountId } = await somebody(harness);
    const files = [march, march.replaceAll('2026-03', '2026-04')];
    const previews = await Promise.all(
      files.map((file) => previewOf(harness, viewer, accountId, file)),
    );
    const key = newKey();
    const answers = await Promise.all(
      previews.map(({ id }) => importOf(harness, viewer, id, {}, key)),
    );
    assert.deepEqual(answers.map((answer) => answer.__typename).toSorted(), [
      'IdempotencyConflict',
      'ImportStatementSuccess',
    ]);
    assert.equal((await transactionsOf(harness, viewer)).length, 4);
  });

  test('posts nothing under a key that another kind of request has', async () => {
    const { viewer, accountId } = await somebody(harness);
    const { id } = await previewOf(harness, viewer, accountId, march);
    const idempotencyKey = newKey();
    const input = { amount: { amount: '1.00' }, idempotencyKey };
    await harness.ask(
      viewer,
      'mutation ($input: AddExpenseInput!) { addExpense(input: $input) { __typename } }',
      { input },
    );
    const conflict = await importOf(harness, viewer, id, {}, idempotencyKey);
    assert.equal(conflict.__typename, 'IdempotencyConflict');
    assert.equal((await transactionsOf(harness, viewer)).length, 1);
  });

  test('of one file by two clients at once on two replicas posts each row once', async () => {
    const { viewer, accountId } = await somebody(harness);
    const other = await harness.another();
    const [one, two] = [
      await previewOf(harness, viewer, accountId, march),
      await previewOf(harness, viewer, accountId, march),
    ];
    const answers = await Promise.all([
      importOf(harness, viewer, one.id),
      importOf(harness, viewer, two.id, {}, newKey(), other),
    ]);
    const posted = answers.map((answer) => answer.statementImport.postedCount);
    assert.equal(posted[0] + posted[1], 4);
    assert.equal((await transactionsOf(harness, viewer)).length, 4);
  });

  test('of more files at once than there are connections ends, and holds up nobody', async () => {
    const { viewer, accountId } = await somebody(harness);
    const files = Array.from({ length: 8 }, (_, at) =>
      march.replaceAll('2026-03', `2026-0${at + 1}`),
    );
    const previews = await Promise.all(
      files.map((file) => previewOf(harness, viewer, accountId, file)),
    );
    // Each would wait for a connection while it holds one, until all of these are cut off.
    const imports = await Promise.all(previews.map(({ id }) => importOf(harness, viewer, id)));
    assert.deepEqual(
      new Set(imports.map((answer) => answer.__typename)),
      new Set(['ImportStatementSuccess']),
    );
    assert.equal((await transactionsOf(harness, viewer)).length, 32);
  });

  test('goes on where an interrupted one stopped, and counts what both posted', async () => {
    const { viewer, accountId } = await somebody(harness);
    const { id } = await previewOf(harness, viewer, accountId, march);
    // What a crash leaves behind: rows posted, the import itself not recorded.
    await importOf(harness, viewer, id, { skipLines: [6] });
    await harness.sql`DELETE FROM statement_imports WHERE id = ${id}`;
    const answer = await importOf(harness, viewer, id);
    assert.deepEqual(countsOf(answer), [4, 0]);
    assert.equal((await transactionsOf(harness, viewer)).length, 4);
  });

  test('leaves out lines and takes the person’s word on categories', async () => {
    const { viewer, accountId } = await somebody(harness);
    const { id } = await previewOf(harness, viewer, accountId, march);
    const { categories } = await harness.ask(viewer, '{ categories { id code kind } }');
    const idOf = (code: string) => categories.find((one: Data) => one.code === code).id;
    const wrongKind = { categories: [{ line: 2, categoryId: idOf('salary') }] };
    assert.equal((await importOf(harness, viewer, id, wrongKind)).__typename, 'InvalidInput');
    const noSuchLine = { categories: [{ line: 99, categoryId: idOf('health') }] };
    assert.equal((await importOf(harness, viewer, id, noSuchLine)).__typename, 'InvalidInput');
    for (const line of [1, 5, 9_999]) {
      const stray = await importOf(harness, viewer, id, { skipLines: [3, line] });
      assert.equal(stray.__typename, 'InvalidInput');
      assert.match(stray.message, new RegExp(`^skipLines: name line ${line}, which holds no`));
    }
    assert.deepEqual(await transactionsOf(harness, viewer), [], 'a refused import posts nothing');

    const choices = { skipLines: [3, 4, 6], categories: [{ line: 2, categoryId: idOf('health') }] };
    assert.deepEqual(countsOf(await importOf(harness, viewer, id, choices)), [1, 0]);
    const [posted] = await transactionsOf(harness, viewer);
    assert.equal(posted.category.code, 'health');
    const [count] = countsOf(await importOf(harness, viewer, id));
    assert.equal(
      count,
      (await transactionsOf(harness, viewer)).length,
      'the lines left out came later',
    );
  });

  test('is nobody else’s business', async () => {
    const { viewer, accountId } = await somebody(harness);
    const stranger = await somebody(harness);
    const { id } = await previewOf(harness, viewer, accountId, march);
    const missing = await importOf(harness, stranger.viewer, id);
    assert.equal(missing.__typename, 'NotFound');
    assert.match(missing.message, /no statement preview of that id\. .* preview the file again/);
    await importOf(harness, viewer, id);
    const entity = { representations: [{ __typename: 'StatementImport', id }] };
    const query =
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on StatementImport { id } } }';
    assert.deepEqual((await harness.ask(stranger.viewer, query, entity))._entities, [null]);
    assert.deepEqual((await harness.ask(viewer, query, entity))._entities, [{ id }]);
  });

  test('refuses a preview whose account was closed meanwhile', async () => {
    const { viewer, accountId } = await somebody(harness);
    const { id } = await previewOf(harness, viewer, accountId, march);
    await harness.ask(
      viewer,
      'mutation ($input: UpdateAccountInput!) { updateAccount(input: $input) { __typename } }',
      {
        input: { id: accountId, archived: true, idempotencyKey: newKey() },
      },
    );
    assert.equal((await importOf(harness, viewer, id)).__typename, 'InvalidInput');
    assert.deepEqual(await transactionsOf(harness, viewer), []);
  });
});

function countsOf({ statementImport }: Data): number[] {
  return [statementImport.postedCount, statementImport.duplicateCount];
}
