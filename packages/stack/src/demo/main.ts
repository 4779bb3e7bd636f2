import { randomUUID } from 'node:crypto';
import { today } from '@outlay/calendar/calendar.ts';
import { GraphClient, GraphError } from '../graph-client.ts';
import { demoConfig } from './config.ts';
import * as operations from './operations.ts';
import { overspend } from './overspend.ts';
import { printReport, type ReportAnswer, say, sayOver } from './print.ts';
import { yearUntil } from './spending.ts';
import { type Places, recordDays } from './year.ts';

/** `npm run demo`: lives a year through the public graph alone, then overspends while watching. */
const { url, seed } = demoConfig();
const timeZone = 'Europe/Berlin';
const person = { email: `demo-${seed}@outlay.invalid`, password: `a demo of Outlay, ${seed}` };

try {
  const client = new GraphClient(url, await signedIn(), { byHash: true });
  const places = await placesOf(client);
  const date = today(new Date(), timeZone);
  let count = 0;
  const position = await recordDays(client, seed, places, yearUntil(date), () => {
    count += 1;
    if (count % 25 === 0) sayOver(`  ${count} entries of the last twelve months`);
  });
  sayOver(`  ${count} entries of the last twelve months are in the ledger\n`);

  const year = await client.request<ReportAnswer>(operations.report, {
    period: 'YEAR',
    date,
    atLeast: position,
  });
  const month = await client.request<ReportAnswer>(operations.report, { period: 'MONTH', date });
  printReport('This year', year);
  printReport('This month', month);

  say('\n  Now live: a budget for eating out, a subscription, and two coffees.\n');
  const eatingOut = places.categories.get('eating-out');
  const spent = month.report.spentByCategory.find(({ category }) => category.id === eatingOut);
  await overspend(
    client,
    places,
    { spentCents: Math.round(Number(spent?.total.amount ?? 0) * 100), run: randomUUID() },
    {
      onBuy: (amount) => say(`  → bought for ${amount}`),
      onAlert: (alert, ms) =>
        say(`  ◀ ${alert.title}: ${alert.body}  (${ms.toFixed(0)} ms after the write)`),
    },
  );
  say(`\n  Sign in as this person in GraphiQL: ${person.email} / ${person.password}\n`);
  await client.close();
} catch (error) {
  const reached = error instanceof GraphError;
  const hint = reached
    ? ''
    : `. Is Outlay running? Start it with: npm start   (looked at ${url}; OUTLAY_URL names another)`;
  process.stderr.write(`\nThe demo stopped: ${(error as Error).message}${hint}\n`);
  process.exitCode = 1;
}

/** Signs up the first time, and in afterwards. */
async function signedIn(): Promise<string> {
  const client = new GraphClient(url, undefined, { byHash: true });
  type Signed = { session: { accessToken: string } };
  try {
    const { session } = await client.mutate<Signed>(operations.signUp, {
      ...person,
      displayName: 'Demo',
      currency: 'EUR',
      locale: 'en',
      timeZone,
      idempotencyKey: `demo-sign-up-${seed}`,
    });
    return session.accessToken;
  } catch (error) {
    if (!(error instanceof GraphError && error.code === 'EmailTaken')) throw error;
    return (await client.mutate<Signed>(operations.signIn, person)).session.accessToken;
  }
}

async function placesOf(client: GraphClient): Promise<Places> {
  const open = async (name: string, openingBalance: string): Promise<string> => {
    const idempotencyKey = `demo-account-${seed}-${name.toLowerCase().replaceAll(' ', '-')}`;
    const input = { name, type: 'ASSET', openingBalance, idempotencyKey };
    const { account } = await client.mutate<{ account: { id: string } }>(
      operations.openAccount,
      input,
    );
    return account.id;
  };
  const account = await open('Current account', '1500.00');
  const savings = await open('Savings', '0.00');
  const answer = await client.request<{ categories: { id: string; code: string | null }[] }>(
    operations.categories,
  );
  return {
    categories: new Map(answer.categories.map(({ code, id }) => [code ?? id, id])),
    account,
    savings,
  };
}
