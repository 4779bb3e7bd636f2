import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { everyBook, generationKey } from '@outlay/cache/kept-answers.ts';
import { createMemoryCache } from '@outlay/cache/memory.ts';
import { type Harness, startHarness } from './harness.ts';
import { categoryId, type MutationName, succeed } from './operations.ts';

/** What the ledger does about the answers that gateways keep of a book. */

const cache = createMemoryCache();
let ledger: Harness;
before(async () => {
  ledger = await startHarness({ answerCache: cache });
});
after(async () => {
  await ledger?.[Symbol.asyncDispose]();
  await cache.stop();
});

const generationOf = (bookId: string) => cache.get(generationKey(bookId));
const amount = { amount: '1.00' };

test('answers of all books are dropped when it starts', async () => {
  const before = await generationOf(everyBook);
  assert.notEqual(before, null);
  await ledger.another({ answerCache: cache });
  assert.notEqual(await generationOf(everyBook), before);
});

test('answers of a book are dropped by whatever changes it, and by nothing else', async () => {
  const [viewer, other] = [await ledger.signUp(), await ledger.signUp()];
  const food = await categoryId(ledger, viewer, 'groceries');
  await categoryId(ledger, other, 'groceries');
  const others = await generationOf(other.bookId);
  const dropped = async (name: MutationName, input: object) => {
    const before = await generationOf(viewer.bookId);
    const answer = await succeed(ledger, viewer, name, input);
    assert.notEqual(await generationOf(viewer.bookId), before, name);
    return answer;
  };
  const { transaction } = await dropped('addExpense', { amount });
  await dropped('addIncome', { amount });
  const edited = await dropped('editExpense', { id: transaction.id, description: 'Tea' });
  await dropped('removeExpense', { id: edited.transaction.id });
  const { account } = await dropped('openAccount', { name: 'Purse', type: 'ASSET' });
  await dropped('updateAccount', { id: account.id, name: 'Old purse' });
  await dropped('addCategory', { name: 'Hobby', kind: 'EXPENSE' });
  await dropped('updateCategory', { id: food, name: 'Food' });

  const last = await generationOf(viewer.bookId);
  await ledger.ask(viewer, '{ accounts { id balance { amount } } }');
  assert.equal(await generationOf(viewer.bookId), last);
  assert.equal(await generationOf(other.bookId), others);
});

test('a subscriber hears of nothing before it is dropped, though it is another process’ to drop', async () => {
  // A process that ends between its commit and its drop.
  const dying = { ...cache, set: () => new Promise<void>(() => {}) };
  const other = await ledger.another({ answerCache: dying });
  const viewer = await ledger.signUp();
  await ledger.ask(viewer, '{ accounts { id } }');
  const changes = await ledger.subscribe(
    viewer,
    'subscription { ledgerChanges { transaction { id } } }',
  );
  const before = await generationOf(viewer.bookId);
  await succeed(ledger, viewer, 'addExpense', { amount }, other);
  const { value } = await changes.next();
  assert.equal(value.errors, undefined);
  assert.notEqual(await generationOf(viewer.bookId), before);
  await changes.return?.();
});
