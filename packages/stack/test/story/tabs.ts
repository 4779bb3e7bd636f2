import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { eventually } from '@outlay/testkit/wait.ts';
import { GraphClient } from '../../src/graph-client.ts';

const assets = new URL('../../../../gateway/assets/graphiql/tabs/', import.meta.url);
const tab = (name: string): string => readFileSync(new URL(`${name}.graphql`, assets), 'utf8');

/** Runs what GraphiQL's page offers, in the page's order and by the page's rules: see its page.js. */
export async function runTheTabs(url: string): Promise<void> {
  const idempotencyKey = randomUUID();
  const anonymous = new GraphClient(url);
  const { session } = await anonymous.mutate<{ session: { accessToken: string } }>(tab('sign-up'), {
    email: `ada-${idempotencyKey}@example.org`,
    password: 'a long enough password',
    displayName: 'Ada',
    currency: 'EUR',
    idempotencyKey,
  });
  const client = new GraphClient(url, session.accessToken);
  const { me } = await client.request<{ me: { displayName: string } }>(tab('first-look'));
  assert.equal(me.displayName, 'Ada');

  const alerts: { kind: string }[] = [];
  const leave = client.subscribe<{ overspendAlerts: { kind: string } }>(
    tab('watch-alerts'),
    {},
    ({ overspendAlerts }) => alerts.push(overspendAlerts),
    (reason) => assert.equal(reason, null),
  );
  const limit = { name: 'Everything', period: 'MONTH', limit: { amount: '100.00' } };
  await client.mutate(tab('set-budget'), { ...limit, idempotencyKey });
  const spent = { amount: { amount: '120.00' }, description: 'Concert tickets' };
  await client.mutate(tab('add-expense'), { ...spent, idempotencyKey });
  await eventually(async () => {
    // A subscription doesn't say when it has begun; a budget that is over at once is told to later ones.
    await client.mutate(tab('set-budget'), { ...limit, idempotencyKey: randomUUID() });
    return alerts.some(({ kind }) => kind === 'OVERSPENT');
  });
  leave();
  await client.close();
}
