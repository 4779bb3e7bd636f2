import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Data, type Harness, startHarness } from './harness.ts';
import {
  importOf,
  march,
  previewOf,
  previewStatementMutation,
  somebody,
  transactionsOf,
} from './statement-operations.ts';

let harness: Harness;
before(async () => {
  harness = await startHarness();
});
after(() => harness[Symbol.asyncDispose]());

describe('previewing a statement', () => {
  test('tells what importing would do, and posts nothing', async () => {
    const { viewer, accountId } = await somebody(harness);
    const preview = await previewOf(harness, viewer, accountId, march);
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
    assert.deepEqual(await transactionsOf(harness, viewer), []);
  });

  test('tells which lines may go out or come in, and imports them as it says', async () => {
    const { viewer, accountId } = await somebody(harness);
    const file =
      'Date,Text,Amount,Type\n2026-03-02,Shop,1.00,Debit\n2026-03-03,Friend,2.00,Transfer\n';
    const preview = await previewOf(harness, viewer, accountId, file);
    assert.deepEqual([preview.warningCount, preview.newTotal.amount], [1, '1.00']);
    assert.deepEqual(
      preview.rows.map((row: Data) => [row.line, row.warning?.split(',')[0] ?? null]),
      [
        [2, null],
        [3, '"transfer" says neither out nor in'],
      ],
    );
    const sure = await previewOf(harness, viewer, accountId, file, { positiveIsOut: true });
    assert.deepEqual([sure.warningCount, sure.newTotal.amount], [0, '-3.00']);
    await importOf(harness, viewer, sure.id);
    assert.deepEqual(
      (await transactionsOf(harness, viewer)).map(({ kind, amount }) => [kind, amount.amount]),
      [
        ['EXPENSE', '2.00'],
        ['EXPENSE', '1.00'],
      ],
    );
  });

  test('tells long ones part by part', async () => {
    const { viewer, accountId } = await somebody(harness);
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
    const { viewer, accountId } = await somebody(harness);
    const stranger = await somebody(harness);
    const typeOf = async (account: string, content: string, format?: object) =>
      (await previewOf(harness, viewer, account, content, format)).__typename;
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

describe('a format that contradicts itself', () => {
  const contradictions: [format: object, fields: string[]][] = [
    [{ dateColumn: 0, amountColumn: 3, debitColumn: 3 }, ['amountColumn', 'debitColumn']],
    [{ amountColumn: 2, creditColumn: 3 }, ['amountColumn']],
    [{ dateColumn: 2, amountColumn: 2 }, ['amountColumn']],
    [{ debitColumn: 2, creditColumn: 2 }, ['creditColumn']],
    [{ debitColumn: 2, creditColumn: 3, positiveIsOut: true }, ['positiveIsOut']],
  ];
  for (const [format, fields] of contradictions) {
    test(`is refused: ${JSON.stringify(format)}`, async () => {
      const { viewer, accountId } = await somebody(harness);
      const preview = await previewOf(harness, viewer, accountId, march, format);
      assert.equal(preview.__typename, 'InvalidInput');
      assert.deepEqual(
        preview.fields.map(({ path }: Data) => path),
        fields.map((field) => ['format', field]),
      );
      assert.match(preview.message, /Give|Leave/);
    });
  }

  for (const [what, file] of Object.entries({
    'a column of words': 'Date,Text,Amount,Dr/Cr\n2026-03-02,Shop,1.00,DR\n',
    'words for a kind of booking': 'Date,Text,Amount,Type\n2026-03-02,Shop,1.00,Debit\n',
    'columns of their own': 'Date,Text,Debit,Credit\n2026-03-02,Shop,1.00,\n',
  })) {
    test(`is refused: positiveIsOut where ${what} tell out from in`, async () => {
      const { viewer, accountId } = await somebody(harness);
      const preview = await previewOf(harness, viewer, accountId, file, { positiveIsOut: true });
      assert.equal(preview.__typename, 'InvalidInput');
      assert.deepEqual(
        preview.fields.map(({ path }: Data) => path),
        [['format', 'positiveIsOut']],
      );
      assert.match(preview.message, /Leave it out/);
    });
  }

  test('is none that a preview answered', async () => {
    const { viewer, accountId } = await somebody(harness);
    const columns = 'Date,Description,Out,In\n2026-03-02,Shop,1.00,\n2026-03-03,Pay,,2.00\n';
    for (const file of [march, columns]) {
      const { format } = await previewOf(harness, viewer, accountId, file);
      const { header: _, ...asInput } = format;
      const again = await previewOf(harness, viewer, accountId, file, asInput);
      assert.deepEqual(again.format, format);
    }
  });
});
