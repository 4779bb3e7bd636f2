import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Viewer } from '@outlay/identity/viewer.ts';
import type { Subgraph } from '@outlay/service-kit/subgraph.ts';
import { type Data, type Harness, startHarness } from './harness.ts';
import { succeed } from './operations.ts';

let ledger: Harness;
before(async () => {
  ledger = await startHarness();
});
after(() => ledger[Symbol.asyncDispose]());

const query = `subscription ($after: Cursor) {
  ledgerChanges(after: $after) {
    cursor transaction { id position status amount { amount } account { balance { amount } } }
  }
}`;

const watch = (viewer: Viewer, after?: string, on?: Subgraph) =>
  ledger.subscribe(viewer, query, { after }, on);

async function take(events: AsyncIterator<Data>, count: number): Promise<Data[]> {
  const taken: Data[] = [];
  while (taken.length < count) {
    const { value, done } = await events.next();
    if (done) throw new Error(`ended after ${taken.length} of ${count}`);
    if (value.errors) throw new Error(JSON.stringify(value.errors));
    taken.push(JSON.parse(JSON.stringify(value.data.ledgerChanges)));
  }
  return taken;
}

const spend = async (viewer: Viewer, amount: number, on?: Subgraph): Promise<string> =>
  (await succeed(ledger, viewer, 'addExpense', { amount: { amount: String(amount) } }, on))
    .transaction.id;

test('without a cursor only new changes come; reversals are changes too', async () => {
  const viewer = await ledger.signUp();
  await spend(viewer, 1);
  const events = await watch(viewer);
  const id = await spend(viewer, 2);
  const [posted] = await take(events, 1);
  assert.deepEqual([posted.transaction.id, posted.transaction.amount.amount], [id, '2.00']);
  assert.equal(posted.transaction.account.balance.amount, '-3.00');
  const removed = await succeed(ledger, viewer, 'removeExpense', { id });
  const [reversal] = await take(events, 1);
  assert.equal(reversal.transaction.id, removed.reversal.id);
  assert.equal(reversal.transaction.status, 'REVERSAL');
  assert.equal(reversal.transaction.account.balance.amount, '-1.00', 'not what it was before');
  await events.return?.();
});

test('with a cursor what was missed comes first, then live: no gap, no double', async () => {
  const viewer = await ledger.signUp();
  const other = await ledger.another();
  const first = await watch(viewer);
  const ids = [await spend(viewer, 1)];
  const [change] = await take(first, 1);
  await first.return?.();

  const writing = (async () => {
    for (let amount = 2; amount <= 60; amount += 1) {
      ids.push(await spend(viewer, amount, [ledger.subgraph, other][amount % 2]));
    }
  })();
  // Clients that come and go while both processes write, each going on from its last cursor.
  const seen = [change];
  while (seen.length < 60) {
    const events = await watch(
      viewer,
      seen.at(-1).cursor,
      [ledger.subgraph, other][seen.length % 2],
    );
    seen.push(...(await take(events, Math.min(7, 60 - seen.length))));
    await events.return?.();
  }
  await writing;
  assert.deepEqual(
    seen.map(({ transaction }) => transaction.id),
    ids,
  );
});

test('a change made by another process arrives', async () => {
  const viewer = await ledger.signUp();
  const other = await ledger.another();
  await spend(viewer, 1);
  const events = await watch(viewer, undefined, other);
  const id = await spend(viewer, 2);
  const [change] = await take(events, 1);
  assert.equal(change.transaction.id, id);
  await events.return?.();
});

test('nobody hears of another book', async () => {
  const [ada, bob] = [await ledger.signUp(), await ledger.signUp()];
  await spend(bob, 1);
  const events = await watch(bob);
  const next = take(events, 1);
  await spend(ada, 100);
  const id = await spend(bob, 2);
  assert.equal((await next)[0].transaction.id, id);
  await events.return?.();
});

test('ending takes effect at once, also while waiting for a change', async () => {
  const viewer = await ledger.signUp();
  await spend(viewer, 1);
  const events = await watch(viewer);
  const waiting = events.next();
  await pause(20);
  await events.return?.();
  assert.equal((await waiting).done, true);
});

test('a subscription needs a viewer and a cursor of this stream', async () => {
  const viewer = await ledger.signUp();
  await assert.rejects(ledger.subscribe(null as never, query), /UNAUTHENTICATED/);
  const foreign = Buffer.from('["transactions","2026-01-01","1"]').toString('base64url');
  await assert.rejects(watch(viewer, foreign), /BAD_USER_INPUT/);
});

test('a cursor from beyond the end of the book is refused, as it would swallow changes', async () => {
  const [ada, bob] = [await ledger.signUp(), await ledger.signUp()];
  await spend(ada, 1);
  const events = await watch(bob);
  for (const amount of [2, 3]) await spend(bob, amount);
  const [, ahead] = await take(events, 2);
  await events.return?.();
  await assert.rejects(watch(ada, ahead.cursor), /BAD_USER_INPUT/);
});
