import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { readSettings } from '../src/settings.ts';
import { type Harness, newViewer, profileChanged, signedUp, startHarness } from './harness.ts';
import { accountsOf, categoriesOf, succeed } from './operations.ts';

let ledger: Harness;
before(async () => {
  ledger = await startHarness();
});
after(() => ledger[Symbol.asyncDispose]());

const timeZoneOf = async (bookId: string): Promise<string | undefined> => {
  const [row] = await ledger.sql`SELECT time_zone FROM books WHERE book_id = ${bookId}`;
  return row?.['time_zone'];
};

test('signing up opens a book with the configured accounts and categories, once', async () => {
  const viewer = newViewer();
  await ledger.log.append([signedUp(viewer), signedUp(viewer)]);
  const { book } = await ledger.ask(viewer, '{ book { id currency position createdAt } }');
  assert.deepEqual([book.id, book.currency], [viewer.bookId, 'EUR']);
  const { defaults } = readSettings();
  const categories = await categoriesOf(ledger, viewer);
  assert.deepEqual(
    categories.map(({ code }) => code).toSorted(),
    defaults.categories.map(({ code }) => code).toSorted(),
  );
  const accounts = await accountsOf(ledger, viewer);
  assert.deepEqual(
    accounts.map(({ name, type, currency }) => [name, type, currency]),
    [
      ['Bank account', 'ASSET', 'EUR'],
      ['Cash', 'ASSET', 'EUR'],
    ],
  );
  const events = await eventually(async () => {
    const own = (await ledger.events()).filter(({ key }) => key === viewer.bookId);
    return own.length === categories.length ? own : null;
  });
  assert.ok(events.every(({ type }) => type === 'ledger.category-changed'));
});

test('categories speak the language of the locale, or English', async () => {
  const german = await ledger.signUp({ locale: 'de-AT', currency: 'CHF' });
  const groceries = (await categoriesOf(ledger, german)).find(({ code }) => code === 'groceries');
  assert.equal(groceries.name, 'Lebensmittel');
  assert.ok((await accountsOf(ledger, german)).every(({ currency }) => currency === 'CHF'));
  const maori = await ledger.signUp({ locale: 'mi-NZ' });
  const names = (await accountsOf(ledger, maori)).map(({ name }) => name);
  assert.deepEqual(names, ['Bank account', 'Cash']);
});

test('a profile may come before the sign-up, and changes the zone but not the currency', async () => {
  const viewer = newViewer();
  await ledger.log.append([profileChanged(viewer, { timeZone: 'Asia/Tokyo' })]);
  await eventually(async () => (await timeZoneOf(viewer.bookId)) === 'Asia/Tokyo');
  await ledger.log.append([signedUp(viewer)]);
  const later = { timeZone: 'America/Lima', currency: 'PEN' };
  await ledger.log.append([profileChanged(viewer, later, '2')]);
  await eventually(async () => (await timeZoneOf(viewer.bookId)) === 'America/Lima');
  const { book } = await ledger.ask(viewer, '{ book { currency } }');
  assert.equal(book.currency, 'EUR');
});

test('the position is that of the newest change', async () => {
  const viewer = await ledger.signUp();
  const { position } = await succeed(ledger, viewer, 'addExpense', { amount: { amount: '1' } });
  const { book } = await ledger.ask(viewer, '{ book { position } }');
  assert.equal(book.position, position);
});

test('a book that is not open yet is said to be on its way', { timeout: 20_000 }, async () => {
  const { errors } = await ledger.execute(newViewer(), '{ book { id } }');
  assert.equal(errors?.[0]?.extensions['code'], 'NOT_READY');
});
