import type { GraphClient } from '../../src/graph-client.ts';
import { mutate, read } from './asking.ts';
import { settle } from './moment.ts';

type Named = { id: string };

/**
 * Makes one of everything through the public graph. `word` is in every text; amounts begin with `whole`,
 * so that they tell whose they are.
 */
export async function plantThings(
  client: GraphClient,
  { tag, word, whole }: { tag: string; word: string; whole: number },
) {
  let count = 0;
  const write = <Success>(field: string, input: object): Promise<Success> => {
    count += 1;
    return mutate(client, field, { ...input, idempotencyKey: `${tag}-planted-${count}` });
  };
  /** A different amount for each part, in the major unit. */
  const sum = (part: number) => `${whole + part}.${10 + part}`;

  const [ready] = await read<Named[]>(client, 'accounts');
  const account = ready!.id;
  const categories = await read<(Named & { code: string | null })[]>(client, 'categories');
  const earnings = categories.find(({ code }) => code === 'salary')!.id;
  const opened = { name: `Savings ${word}`, type: 'ASSET', openingBalance: sum(1) };
  const { id: savings } = (await write<{ account: Named }>('openAccount', opened)).account;
  const added = { name: `Hobby ${word}`, kind: 'EXPENSE', icon: '🎣' };
  const { id: category } = (await write<{ category: Named }>('addCategory', added)).category;
  const limit = { name: `Limit ${word}`, categoryId: category, limit: { amount: sum(2) } };
  const { budget } = await write<{ budget: Named }>('createBudget', { ...limit, period: 'MONTH' });

  const record = async (field: string, part: number, input: object): Promise<string> => {
    const said = { amount: { amount: sum(part) }, description: `Part ${part} ${word}` };
    const { transaction } = await write<{ transaction: Named }>(field, { ...said, ...input });
    return transaction.id;
  };
  const spent = { accountId: account, categoryId: category, date: '2026-05-10' };
  const transactions = {
    expense: await record('addExpense', 3, spent),
    toEdit: await record('addExpense', 4, spent),
    toMove: await record('addExpense', 5, spent),
    toPay: await record('addExpense', 6, spent),
    toRemove: await record('addExpense', 7, spent),
    toTakeBack: await record('addExpense', 8, spent),
    reversed: await record('addExpense', 9, spent),
  };
  await write('removeExpense', { id: transactions.reversed });
  await write('editExpense', { id: await record('addExpense', 10, spent), date: '2026-05-09' });
  await record('addIncome', 11, { ...spent, categoryId: earnings });
  await record('addRefund', 12, spent);
  const between = { fromAccountId: account, toAccountId: savings, date: '2026-05-11' };
  await record('addTransfer', 13, between);

  const preview = async (part: number): Promise<string> => {
    const text = `Date,Text,Amount\n2026-06-01,Part ${part} ${word},-${sum(part)}\n`;
    const contentBase64 = Buffer.from(text).toString('base64');
    const statement = { accountId: account, fileName: `${word}-${part}.csv`, contentBase64 };
    return (await mutate<Named>(client, 'previewStatement', statement)).id;
  };
  const { statementImport } = await write<{ statementImport: Named }>('importStatement', {
    previewId: await preview(14),
  });
  await write('importStatement', { previewId: await preview(17) });

  await settle(client, { tag, word }, 0);
  return {
    ...transactions,
    account,
    savings,
    category,
    earnings,
    budget: budget.id,
    preview: await preview(15),
    otherPreview: await preview(16),
    statementImport: statementImport.id,
    ...(await placesIn(client, budget.id)),
  };
}

type Edge<Node> = { cursor: string; node: Node };
type Page<Node> = { edges: [Edge<Node>, ...Edge<Node>[]] };
type Alert = Named & { cursor: string };

/** Places in the person's lists. */
async function placesIn(client: GraphClient, budgetId: string) {
  const alerts = (await read<Page<Alert>>(client, 'alerts', { first: 50 })).edges;
  const { edges } = await read<Page<Named>>(client, 'transactions', { first: 50 });
  const imports = await read<Page<Named>>(client, 'imports');
  const crossings = await read<Page<Named>>(client, 'budgetCrossings', { budgetId });
  return {
    newestImport: imports.edges[0].cursor,
    newestCrossing: crossings.edges[0].cursor,
    alert: alerts[0].node.id,
    /** The oldest alert's place in the stream. */
    alertPlace: alerts.at(-1)!.node.cursor,
    newestAlert: alerts[0].cursor,
    newestTransaction: edges[0].cursor,
    oldestTransaction: edges.at(-1)!.cursor,
  };
}
