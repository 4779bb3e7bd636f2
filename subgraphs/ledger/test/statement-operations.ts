import type { Viewer } from '@outlay/identity/viewer.ts';
import { type Data, type Harness, newKey } from './harness.ts';

/** Statements as tests preview and import them, and what is in the book then. */

export const march = `Date,Description,Amount
2026-03-02,Supermarket,-37.20
2026-03-03,Coffee,-3.80
2026-03-03,Coffee,-3.80
someday,Not a date,-1.00
2026-03-27,Salary,2500.00
`;

export async function somebody(harness: Harness): Promise<{ viewer: Viewer; accountId: string }> {
  const viewer = await harness.signUp();
  const { accounts } = await harness.ask(viewer, '{ accounts { id } }');
  return { viewer, accountId: accounts[0].id };
}

export async function previewOf(
  harness: Harness,
  viewer: Viewer,
  accountId: string,
  text: string,
  format?: object,
): Promise<Data> {
  const contentBase64 = Buffer.from(text).toString('base64');
  const input = { accountId, fileName: 'statement.csv', contentBase64, format };
  return (await harness.ask(viewer, previewStatementMutation, { input })).previewStatement;
}

export async function importOf(
  harness: Harness,
  viewer: Viewer,
  previewId: string,
  choices: object = {},
  idempotencyKey = newKey(),
  on = harness.subgraph,
): Promise<Data> {
  const input = { previewId, ...choices, idempotencyKey };
  return (await harness.ask(viewer, importStatementMutation, { input }, on)).importStatement;
}

export async function transactionsOf(harness: Harness, viewer: Viewer): Promise<Data[]> {
  const { transactions } = await harness.ask(
    viewer,
    `{ transactions(first: 100) { nodes {
         id kind date amount { amount } category { code } statementImport { id } } } }`,
  );
  return transactions.nodes;
}

export const previewStatementMutation = `mutation ($input: PreviewStatementInput!) {
  previewStatement(input: $input) {
    __typename
    ... on Problem { message }
    ... on InvalidInput { fields { path } }
    ... on StatementPreview {
      format {
        delimiter encoding dateOrder decimalSeparator header
        dateColumn descriptionColumns amountColumn debitColumn creditColumn positiveIsOut
      }
      id newCount duplicateCount unreadableCount warningCount newTotal { amount }
      rows { line amount { amount } duplicate warning category { code } }
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
