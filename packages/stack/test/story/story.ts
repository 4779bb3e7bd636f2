import assert from 'node:assert/strict';
import { eventually } from '@outlay/testkit/wait.ts';
import * as operations from '../../src/demo/operations.ts';
import { newPerson } from '../people/person.ts';

/**
 * The main job through the public address, whatever runs behind it: sign up, import a statement, set a
 * budget, overspend while another client watches, and reports that agree to the cent.
 */
export async function liveTheStory(url: string): Promise<void> {
  const { client } = await newPerson(url);
  const watcher = client;

  const { accounts, categories } = await client.request<Listed>(operations.categories);
  const [account] = accounts;
  assert.ok(account, 'a new book has an account');
  const groceries = categories.find(({ code }) => code === 'groceries');
  assert.ok(groceries, 'a new book has the configured categories');

  const preview = await client.mutate<Preview>(previewStatement, {
    accountId: account.id,
    fileName: 'march.csv',
    contentBase64: Buffer.from(statement).toString('base64'),
  });
  assert.equal(preview.newCount, 4);
  assert.equal(preview.unreadableCount, 1);
  assert.equal(preview.newTotal.amount, '2455.20');
  const imported = await client.mutate<Imported>(importStatement, {
    previewId: preview.id,
    idempotencyKey: 'import-march',
  });
  assert.equal(imported.statementImport.postedCount, 4);

  const march = await reportOf(client, 'MONTH', imported.position);
  assert.deepEqual(
    [march.spent.amount, march.income.amount, march.net.amount],
    ['44.80', '2500.00', '2455.20'],
  );
  assert.equal(march.transactionCount, 4);
  const year = await reportOf(client, 'YEAR', imported.position);
  assert.deepEqual([year.spent.amount, year.income.amount], ['44.80', '2500.00']);

  const again = await client.mutate<Preview>(previewStatement, {
    accountId: account.id,
    fileName: 'march.csv',
    contentBase64: Buffer.from(statement).toString('base64'),
  });
  assert.deepEqual([again.newCount, again.duplicateCount], [0, 4]);

  const { budget } = await client.mutate<{ budget: { id: string } }>(operations.createBudget, {
    name: 'Food',
    categoryId: groceries.id,
    period: 'MONTH',
    limit: { amount: '100.00' },
    idempotencyKey: 'budget-food',
  });

  const alerts: Alert[] = [];
  const ended: unknown[] = [];
  const leave = watcher.subscribe<{ overspendAlerts: Alert }>(
    overspendWithJoins,
    {},
    ({ overspendAlerts }) => alerts.push(overspendAlerts),
    (reason) => ended.push(reason),
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  const spend = (amount: string, idempotencyKey: string) =>
    client.mutate<Recorded>(operations.addExpense, {
      amount: { amount },
      categoryId: groceries.id,
      accountId: account.id,
      date: '2026-05-10',
      description: 'Weekly shop',
      idempotencyKey,
    });
  await spend('85.00', 'weekly-shop-1');
  const tipping = await spend('20.00', 'weekly-shop-2');
  await eventually(() => alerts.length >= 2);
  assert.deepEqual(
    alerts.map(({ kind }) => kind),
    ['ALMOST_SPENT', 'OVERSPENT'],
  );
  assert.deepEqual(ended, []);
  const [, over] = alerts;
  assert.ok(over);
  assert.equal(over.spent.amount, '105.00');
  assert.deepEqual(over.budget, { id: budget.id, name: 'Food' });
  // The gateway joins what other subgraphs own into the pushed event.
  assert.deepEqual(over.transaction, {
    id: tipping.transaction.id,
    description: 'Weekly shop',
    category: { id: groceries.id, name: groceries.name },
  });
  leave();

  const replayed = await spend('20.00', 'weekly-shop-2');
  assert.deepEqual(replayed, tipping, 'the same key and input give the same answer');

  const removed = await client.mutate<{ position: string }>(operations.removeExpense, {
    id: tipping.transaction.id,
    idempotencyKey: 'remove-shop-2',
  });
  const may = await reportOf(client, 'MONTH', removed.position, '2026-05-31');
  assert.equal(may.spent.amount, '85.00');

  const caughtUp: Alert[] = [];
  const leaveAgain = watcher.subscribe<{ overspendAlerts: Alert }>(
    overspendWithJoins,
    { after: alerts[0]?.cursor },
    ({ overspendAlerts }) => caughtUp.push(overspendAlerts),
  );
  await eventually(() => caughtUp.length >= 2);
  assert.deepEqual(
    caughtUp.map(({ kind }) => kind),
    ['OVERSPENT', 'RECOVERED'],
  );
  leaveAgain();
  await client.close();
}

async function reportOf(
  client: Awaited<ReturnType<typeof newPerson>>['client'],
  period: string,
  atLeast: string,
  date = '2026-03-31',
): Promise<Totals> {
  const variables = { period, date, atLeast };
  return (await client.request<{ report: Totals }>(operations.report, variables)).report;
}

type Amount = { amount: string };
type Totals = { spent: Amount; income: Amount; net: Amount; transactionCount: number };
type Recorded = { position: string; transaction: { id: string } };
type Preview = {
  id: string;
  newCount: number;
  duplicateCount: number;
  unreadableCount: number;
  newTotal: Amount;
};
type Imported = { position: string; statementImport: { postedCount: number } };
type Listed = {
  accounts: { id: string }[];
  categories: { id: string; code: string | null; name: string }[];
};
type Alert = {
  cursor: string;
  kind: string;
  spent: Amount;
  budget: { id: string; name: string };
  transaction: unknown;
};

/** Two equal coffees on one day are two purchases; the row without a date is listed and blocks nothing. */
const statement = `Date;Description;Amount
02.03.2026;Supermarket;-37,20
03.03.2026;Coffee;-3,80
03.03.2026;Coffee;-3,80
someday;Not a date;-1,00
27.03.2026;Salary;2.500,00
`;

const previewStatement = /* GraphQL */ `
  mutation ($input: PreviewStatementInput!) {
    previewStatement(input: $input) {
      __typename
      ... on StatementPreview {
        id
        newCount
        duplicateCount
        unreadableCount
        newTotal {
          amount
        }
      }
      ... on Problem {
        message
      }
    }
  }
`;

const importStatement = /* GraphQL */ `
  mutation ($input: ImportStatementInput!) {
    importStatement(input: $input) {
      __typename
      ... on ImportStatementSuccess {
        position
        statementImport {
          postedCount
        }
      }
      ... on Problem {
        message
      }
    }
  }
`;

const overspendWithJoins = /* GraphQL */ `
  subscription ($after: Cursor) {
    overspendAlerts(after: $after) {
      cursor
      kind
      spent {
        amount
      }
      budget {
        id
        name
      }
      transaction {
        id
        description
        category {
          id
          name
        }
      }
    }
  }
`;
