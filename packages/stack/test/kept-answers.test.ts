import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import * as operations from '../src/demo/operations.ts';
import { GraphClient } from '../src/graph-client.ts';
import { temporaryStack, type TemporaryStack } from './fixture/temporary-stack.ts';

/** Kept answers of a real Outlay: dropped by the viewer's own writes, and by what reporting learns of them. */

let outlay: TemporaryStack;
let client: GraphClient;
let account: string;

before(async () => {
  outlay = await temporaryStack('kept');
  const signedUp = await new GraphClient(outlay.url).mutate<{ session: { accessToken: string } }>(
    operations.signUp,
    {
      email: 'ada@outlay.invalid',
      password: 'a long password of no importance',
      displayName: 'Ada',
      currency: 'EUR',
      locale: 'en',
      timeZone: 'Europe/Berlin',
      firstDayOfWeek: 1,
      idempotencyKey: randomUUID(),
    },
  );
  client = new GraphClient(outlay.url, signedUp.session.accessToken);
  const { accounts } = await client.request<{ accounts: { id: string }[] }>(operations.categories);
  account = accounts[0]!.id;
});

after(async () => {
  await client?.close();
  await outlay?.[Symbol.asyncDispose]();
});

const spend = () =>
  client.mutate<{ position: string }>(operations.addExpense, {
    accountId: account,
    amount: { amount: '1.00' },
    date: new Date().toISOString().slice(0, 10),
    description: 'Tea',
    idempotencyKey: randomUUID(),
  });

type Report = { report: { spent: { amount: string } } };
const spent = async (atLeast: string | null = null): Promise<number> => {
  const { report } = await client.request<Report>(operations.report, { period: 'YEAR', atLeast });
  return Number(report.spent.amount);
};

const balance = async (): Promise<number> => {
  const answer = await client.request<{
    accounts: { id: string; balance: { amount: string } }[];
  }>('{ accounts { id balance { amount } } }');
  return Number(answer.accounts.find(({ id }) => id === account)!.balance.amount);
};

test('what the ledger says is right after every write', async () => {
  const start = await balance();
  for (let times = 1; times <= 10; times += 1) {
    await spend();
    // The second time it is a kept one.
    assert.deepEqual([await balance(), await balance()], [start - times, start - times]);
  }
});

test('a report that was asked for too soon is dropped when reporting has caught up', async () => {
  let expected = await spent((await spend()).position);
  for (let times = 0; times < 10; times += 1) {
    await spend();
    expected += 1;
    // Most often it is from before the write, and kept.
    await spent();
    // Much sooner than its age would have it.
    await eventually(async () => (await spent()) === expected, { timeoutMs: 5_000 });
  }
});

test('whoever waited for a write goes on seeing it', async () => {
  for (let times = 0; times < 10; times += 1) {
    const { position } = await spend();
    const [, seen] = [await spent(), await spent(position)];
    assert.equal(await spent(), seen);
  }
});

const previewStatement = `mutation ($input: PreviewStatementInput!) {
  previewStatement(input: $input) {
    __typename ... on StatementPreview { id } ... on Problem { message }
  }
}`;
const importStatement = `mutation ($input: ImportStatementInput!) {
  importStatement(input: $input) { __typename ... on Problem { message } }
}`;
const changes = 'subscription { ledgerChanges { transaction { description } } }';
type Change = { ledgerChanges: { transaction: { description: string } } };

test('whoever hears of a write is not answered from before it, though its own answer comes later', async () => {
  const rows = 800;
  const lines = Array.from({ length: rows }, (_row, at) => `2026-03-02,Cake ${at},-1.00`);
  const { id: previewId } = await client.mutate<{ id: string }>(previewStatement, {
    accountId: account,
    fileName: 'cake.csv',
    contentBase64: Buffer.from(['Date,Text,Amount', ...lines].join('\n')).toString('base64'),
  });
  const heard = { all: 0, imported: 0 };
  const leave = client.subscribe<Change>(
    changes,
    {},
    ({ ledgerChanges: { transaction } }) => {
      heard.all += 1;
      if (transaction.description.startsWith('Cake')) heard.imported += 1;
    },
    (reason) => assert.equal(reason, null),
  );
  // It listens once it has heard of a write.
  await eventually(async () => {
    await spend();
    return heard.all > 0;
  });
  const start = await balance();
  let isAnswered = false;
  const imported = client
    .mutate(importStatement, { previewId, idempotencyKey: randomUUID() })
    .finally(() => (isAnswered = true));
  let meanwhile = 0;
  while (heard.imported < rows) {
    const known = heard.imported;
    const spentBy = start - (await balance());
    assert.ok(spentBy >= known, `${spentBy} was answered after ${known}`);
    if (known > 0 && !isAnswered) meanwhile += 1;
  }
  await imported;
  leave();
  assert.ok(meanwhile > 0, 'all was heard after the import was answered');
});
