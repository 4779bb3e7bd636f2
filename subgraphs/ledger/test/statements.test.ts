import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { type Data, type Harness, newKey, startHarness } from './harness.ts';

let harness: Harness;
before(async () => {
  harness = await startHarness();
});
after(() => harness[Symbol.asyncDispose]());

const march = `Date,Description,Amount
2026-03-02,Supermarket,-37.20
2026-03-03,Coffee,-3.80
2026-03-03,Coffee,-3.80
someday,Not a date,-1.00
2026-03-27,Salary,2500.00
`;

describe('previewing a statement', () => {
  test('tells what importing would do, and posts nothing', async () => {
    const { viewer, accountId } = await somebody();
    const preview = await previewOf(viewer, accountId, march);
    assert.equal(preview.__typename, 'StatementPreview');
    assert.deepEqual(
      [preview.newCount, preview.duplicateCount, preview.unreadableCount, preview.newTotal.amount],
      [4, 0, 1, '2455.20'],
    );
    assert.deepEqual(
      preview.rows.map((row: Data) => [row.line, row.amount.amount, row.duplicate]),
      [
        [2, '-37.20', false],
        [3, '-3.80', false],
        [4, '-3.80', false],
        [6, '2500.00', false],
      ],
    );
    assert.deepEqual(
      preview.rows.map((row: Data) => row.category.code),
      ['groceries', 'eating-out', 'eating-out', 'salary'],
    );
    assert.deepEqual(preview.unreadableRows, [
      { line: 5, reason: '"someday" is not a date.', text: 'someday,Not a date,-1.00' },
    ]);
    assert.deepEqual(await transactionsOf(viewer), []);
  });

  test('tells long ones part by part', async () => {
    const { viewer, accountId } = await somebody();
    const content = `Date,Description,Amount\n${'2026-03-02,Shop,-1.00\n'.repeat(1_500)}`;
    const contentBase64 = Buffer.from(content).toString('base64');
    const query = `mutation ($input: PreviewStatementInput!, $afterLine: Int) {
      previewStatement(input: $input) {
        ... on StatementPreview { rows(first: 700, afterLine: $afterLine) { line } } } }`;
    const lines: number[] = [];
    for (let part = 1; part <= 3; part += 1) {
      const input = { accountId, fileName: 'march.csv', contentBase64 };
      const afterLine = lines.at(-1) ?? null;
      const { previewStatement } = await harness.ask(viewer, query, { input, afterLine });
      lines.push(...previewStatement.rows.map(({ line }: Data) => line));
    }
    assert.deepEqual(
      lines,
      Array.from({ length: 1_500 }, (_, index) => index + 2),
    );
  });

  test('refuses what is no statement, no base64, too large, or for a foreign account', async () => {
    const { viewer, accountId } = await somebody();
    const stranger = await somebody();
    const typeOf = async (account: string, content: string, format?: object) =>
      (await previewOf(viewer, account, content, format)).__typename;
    assert.equal(await typeOf(accountId, 'just words'), 'UnreadableStatement');
    assert.equal(await typeOf(accountId, march, { delimiter: '::' }), 'InvalidInput');
    assert.equal(await typeOf(accountId, march, { encoding: 'klingon' }), 'UnreadableStatement');
    assert.equal(await typeOf(stranger.accountId, march), 'NotFound');
    assert.equal(await typeOf('no id', march), 'NotFound');
    const row = '2026-03-02,Shop,-1.00\n';
    const long = `Date,Description,Amount\n${row.repeat(10_001)}`;
    assert.equal(await typeOf(accountId, long), 'InvalidInput');
    const { previewStatement } = await harness.ask(viewer, previewStatementMutation, {
      input: { accountId, fileName: 'x.csv', contentBase64: 'not base64!' },
    });
    assert.equal(previewStatement.__typename, 'InvalidInput');
  });
});

describe('importing a statement', () => {
  test('posts every readable row, two equal purchases too, and knows where they came from', async () => {
    const { viewer, accountId } = await somebody();
    const { id } = await previewOf(viewer, accountId, march);
    const answer = await importOf(viewer, id);
    assert.equal(answer.__typename, 'ImportStatementSuccess');
    assert.deepEqual(answer.statementImport, {
      id,
      fileName: 'statement.csv',
      postedCount: 4,
      duplicateCount: 0,
      unreadableCount: 1,
      account: { id: accountId },
    });
    const posted = await transactionsOf(viewer);
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
    const { viewer, accountId } = await somebody();
    await importOf(viewer, (await previewOf(viewer, accountId, march)).id);
    const again = await previewOf(viewer, accountId, march);
    assert.deepEqual([again.newCount, again.duplicateCount, again.newTotal.amount], [0, 4, '0.00']);
    const nothing = await importOf(viewer, again.id);
    assert.deepEqual(countsOf(nothing), [0, 4]);
    assert.equal(nothing.position, null);

    const overlap = `${march}2026-03-03,Coffee,-3.80\n2026-04-01,Rent,-900.00\n`;
    const more = await importOf(viewer, (await previewOf(viewer, accountId, overlap)).id);
    assert.deepEqual(countsOf(more), [2, 4], 'the third coffee and the rent');
    assert.equal((await transactionsOf(viewer)).length, 6);
  });

  test('gives the same answer to the same key, and refuses the key for another preview', async () => {
    const { viewer, accountId } = await somebody();
    const { id } = await previewOf(viewer, accountId, march);
    const key = newKey();
    const first = await importOf(viewer, id, {}, key);
    assert.deepEqual(await importOf(viewer, id, {}, key), first);
    const other = await previewOf(viewer, accountId, march);
    const conflict = await importOf(viewer, other.id, {}, key);
    assert.equal(conflict.__typename, 'IdempotencyConflict');
  });

  test('posts nothing under a key that another kind of request has', async () => {
    const { viewer, accountId } = await somebody();
    const { id } = await previewOf(viewer, accountId, march);
    const idempotencyKey = newKey();
    const input = { amount: { amount: '1.00' }, idempotencyKey };
    await harness.ask(
      viewer,
      'mutation ($input: AddExpenseInput!) { addExpense(input: $input) { __typename } }',
      { input },
    );
    const conflict = await importOf(viewer, id, {}, idempotencyKey);
    assert.equal(conflict.__typename, 'IdempotencyConflict');
    assert.equal((await transactionsOf(viewer)).length, 1);
  });

  test('of one file by two clients at once on two replicas posts each row once', async () => {
    const { viewer, accountId } = await somebody();
    const other = await harness.another();
    const [one, two] = [
      await previewOf(viewer, accountId, march),
      await previewOf(viewer, accountId, march),
    ];
    const answers = await Promise.all([
      importOf(viewer, one.id),
      importOf(viewer, two.id, {}, newKey(), other),
    ]);
    const posted = answers.map((answer) => answer.statementImport.postedCount);
    assert.equal(posted[0] + posted[1], 4);
    assert.equal((await transactionsOf(viewer)).length, 4);
  });

  test('of more files at once than there are connections ends, and holds up nobody', async () => {
    const { viewer, accountId } = await somebody();
    const files = Array.from({ length: 8 }, (_, at) =>
      march.replaceAll('2026-03', `2026-0${at + 1}`),
    );
    const previews = await Promise.all(files.map((file) => previewOf(viewer, accountId, file)));
    const imports = Promise.all(previews.map(({ id }) => importOf(viewer, id)));
    const inTime = await Promise.race([imports, pause(10_000, 'hung', { ref: false })]);
    assert.notEqual(inTime, 'hung', 'each waits for a connection while it holds one');
    assert.equal((await transactionsOf(viewer)).length, 32);
  });

  test('goes on where an interrupted one stopped, and counts what both posted', async () => {
    const { viewer, accountId } = await somebody();
    const { id } = await previewOf(viewer, accountId, march);
    // What a crash leaves behind: rows posted, the import itself not recorded.
    await importOf(viewer, id, { skipLines: [6] });
    await harness.sql`DELETE FROM statement_imports WHERE id = ${id}`;
    const answer = await importOf(viewer, id);
    assert.deepEqual(countsOf(answer), [4, 0]);
    assert.equal((await transactionsOf(viewer)).length, 4);
  });

  test('leaves out lines and takes the person’s word on categories', async () => {
    const { viewer, accountId } = await somebody();
    const { id } = await previewOf(viewer, accountId, march);
    const { categories } = await harness.ask(viewer, '{ categories { id code kind } }');
    const idOf = (code: string) => categories.find((one: Data) => one.code === code).id;
    const wrongKind = { categories: [{ line: 2, categoryId: idOf('salary') }] };
    assert.equal((await importOf(viewer, id, wrongKind)).__typename, 'InvalidInput');
    const noSuchLine = { categories: [{ line: 99, categoryId: idOf('health') }] };
    assert.equal((await importOf(viewer, id, noSuchLine)).__typename, 'InvalidInput');
    for (const line of [1, 5, 9_999]) {
      const stray = await importOf(viewer, id, { skipLines: [3, line] });
      assert.equal(stray.__typename, 'InvalidInput');
      assert.match(stray.message, new RegExp(`^skipLines: name line ${line}, which holds no`));
    }
    assert.deepEqual(await transactionsOf(viewer), [], 'a refused import posts nothing');

    const choices = { skipLines: [3, 4, 6], categories: [{ line: 2, categoryId: idOf('health') }] };
    assert.deepEqual(countsOf(await importOf(viewer, id, choices)), [1, 0]);
    const [posted] = await transactionsOf(viewer);
    assert.equal(posted.category.code, 'health');
    const [count] = countsOf(await importOf(viewer, id));
    assert.equal(count, (await transactionsOf(viewer)).length, 'the lines left out came later');
  });

  test('is nobody else’s business', async () => {
    const { viewer, accountId } = await somebody();
    const stranger = await somebody();
    const { id } = await previewOf(viewer, accountId, march);
    const missing = await importOf(stranger.viewer, id);
    assert.equal(missing.__typename, 'NotFound');
    assert.match(missing.message, /no statement preview of that id\. .* preview the file again/);
    await importOf(viewer, id);
    const entity = { representations: [{ __typename: 'StatementImport', id }] };
    const query =
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on StatementImport { id } } }';
    assert.deepEqual((await harness.ask(stranger.viewer, query, entity))._entities, [null]);
    assert.deepEqual((await harness.ask(viewer, query, entity))._entities, [{ id }]);
  });

  test('refuses a preview whose account was closed meanwhile', async () => {
    const { viewer, accountId } = await somebody();
    const { id } = await previewOf(viewer, accountId, march);
    await harness.ask(
      viewer,
      'mutation ($input: UpdateAccountInput!) { updateAccount(input: $input) { __typename } }',
      {
        input: { id: accountId, archived: true, idempotencyKey: newKey() },
      },
    );
    assert.equal((await importOf(viewer, id)).__typename, 'InvalidInput');
    assert.deepEqual(await transactionsOf(viewer), []);
  });
});

function countsOf({ statementImport }: Data): number[] {
  return [statementImport.postedCount, statementImport.duplicateCount];
}

async function somebody(): Promise<{ viewer: Viewer; accountId: string }> {
  const viewer = await harness.signUp();
  const { accounts } = await harness.ask(viewer, '{ accounts { id } }');
  return { viewer, accountId: accounts[0].id };
}

async function previewOf(
  viewer: Viewer,
  accountId: string,
  text: string,
  format?: object,
): Promise<Data> {
  const contentBase64 = Buffer.from(text).toString('base64');
  const input = { accountId, fileName: 'statement.csv', contentBase64, format };
  return (await harness.ask(viewer, previewStatementMutation, { input })).previewStatement;
}

async function importOf(
  viewer: Viewer,
  previewId: string,
  choices: object = {},
  idempotencyKey = newKey(),
  on = harness.subgraph,
): Promise<Data> {
  const input = { previewId, ...choices, idempotencyKey };
  return (await harness.ask(viewer, importStatementMutation, { input }, on)).importStatement;
}

async function transactionsOf(viewer: Viewer): Promise<Data[]> {
  const { transactions } = await harness.ask(
    viewer,
    `{ transactions(first: 100) { nodes {
         kind date amount { amount } category { code } statementImport { id } } } }`,
  );
  return transactions.nodes;
}

const previewStatementMutation = `mutation ($input: PreviewStatementInput!) {
  previewStatement(input: $input) {
    __typename
    ... on Problem { message }
    ... on StatementPreview {
      id newCount duplicateCount unreadableCount newTotal { amount }
      rows { line amount { amount } duplicate category { code } }
      unreadableRows { line reason text }
    }
  }
}`;

const importStatementMutation = `mutation ($input: ImportStatementInput!) {
  importStatement(input: $input) {
    __typename
    ... on Problem { message }
    ... on ImportStatementSuccess {
      position
      statementImport { id fileName postedCount duplicateCount unreadableCount account { id } }
    }
  }
}`;
