import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { type Data, type Harness, startHarness } from './harness.ts';
import { succeed } from './operations.ts';

let ledger: Harness;
before(async () => {
  ledger = await startHarness();
});
after(() => ledger[Symbol.asyncDispose]());

async function verify(viewer: Viewer): Promise<Data> {
  const query = `{ book { verification {
    intact sealedEntries unsealedEntries head firstBrokenTransaction } } }`;
  return (await ledger.ask(viewer, query)).book.verification;
}

/** A book with six sealed entries; gives their ids in order. */
async function sealedBook(): Promise<{ viewer: Viewer; ids: string[]; head: string }> {
  const viewer = await ledger.signUp();
  const ids: string[] = [];
  for (let amount = 1; amount <= 6; amount += 1) {
    const input = { amount: { amount: String(amount) }, description: `Expense ${amount}` };
    ids.push((await succeed(ledger, viewer, 'addExpense', input)).transaction.id);
    // Events that are no transactions take positions too, and are no entries.
    const category = { name: `Category ${amount}`, kind: 'EXPENSE' };
    await succeed(ledger, viewer, 'addCategory', category);
  }
  const { head } = await eventually(async () => {
    const found = await verify(viewer);
    return found.sealedEntries === '6' && found;
  });
  return { viewer, ids, head };
}

/** As somebody with the database's superuser at hand, who switches the guards off. */
async function tamper(...statements: readonly string[]): Promise<void> {
  const { sql } = ledger;
  await sql.begin(async (tx) => {
    await tx`SET LOCAL session_replication_role = replica`;
    for (const statement of statements) await tx.unsafe(statement);
  });
}

test('a book that nobody touched is intact, and its head moves on', async () => {
  const { viewer, head } = await sealedBook();
  assert.deepEqual(await verify(viewer), {
    intact: true,
    sealedEntries: '6',
    unsealedEntries: '0',
    head,
    firstBrokenTransaction: null,
  });
  assert.match(head, /^[0-9a-f]{64}$/);
  await succeed(ledger, viewer, 'addExpense', { amount: { amount: '7' } });
  const next = await eventually(async () => {
    const found = await verify(viewer);
    return found.sealedEntries === '7' && found;
  });
  assert.equal(next.intact, true);
  assert.notEqual(next.head, head);
});

test('an empty book is intact', async () => {
  const viewer = await ledger.signUp();
  assert.deepEqual(await verify(viewer), {
    intact: true,
    sealedEntries: '0',
    unsealedEntries: '0',
    head: null,
    firstBrokenTransaction: null,
  });
});

const id = (ids: readonly string[], index: number): string => ids[index] as string;

/** What was done to the third entry or after it; found is which one is named. */
const tampering: Record<string, { do: (ids: string[]) => string[]; names: number | null }> = {
  'a changed amount': {
    do: (ids) => [
      `UPDATE postings SET amount = amount * 2 WHERE transaction_id = '${id(ids, 2)}'`,
      `UPDATE transactions SET amount = amount * 2 WHERE id = '${id(ids, 2)}'`,
    ],
    names: 2,
  },
  'one changed leg': {
    do: (ids) => [
      `UPDATE postings SET amount = amount + 1 WHERE transaction_id = '${id(ids, 3)}' AND index = 1`,
    ],
    names: 3,
  },
  'a changed description': {
    do: (ids) => [`UPDATE transactions SET description = 'x' WHERE id = '${id(ids, 2)}'`],
    names: 2,
  },
  'a changed date': {
    do: (ids) => [`UPDATE transactions SET date = date - 1 WHERE id = '${id(ids, 5)}'`],
    names: 5,
  },
  'a deleted transaction': {
    do: (ids) => [
      `DELETE FROM postings WHERE transaction_id = '${id(ids, 2)}'`,
      `DELETE FROM transactions WHERE id = '${id(ids, 2)}'`,
    ],
    names: 2,
  },
  'a transaction deleted with its link': {
    do: (ids) => [
      `DELETE FROM postings WHERE transaction_id = '${id(ids, 2)}'`,
      `DELETE FROM transactions WHERE id = '${id(ids, 2)}'`,
      `DELETE FROM chain WHERE transaction_id = '${id(ids, 2)}'`,
    ],
    names: 3,
  },
  'two that changed places': {
    do: (ids) => [
      `UPDATE transactions a SET position = b.position + 1000 FROM transactions b
       WHERE a.id = '${id(ids, 2)}' AND b.id = '${id(ids, 3)}'`,
      `UPDATE transactions a SET position = (SELECT position FROM chain WHERE transaction_id = '${id(ids, 2)}')
       WHERE a.id = '${id(ids, 3)}'`,
      `UPDATE transactions SET position = position - 1000 WHERE id = '${id(ids, 2)}'`,
    ],
    names: 2,
  },
  'one that was slipped in': {
    do: (ids) => [
      `INSERT INTO transactions SELECT book_id, '00000000-0000-7000-8000-000000000001', position - 1,
         kind, date, description, amount, currency, account_id, to_account_id, category_id,
         recorded_at, NULL, NULL, NULL, legs, NULL, NULL, words
       FROM transactions WHERE id = '${id(ids, 4)}'`,
    ],
    names: null,
  },
  'the end cut off, links and all': {
    do: (ids) => [
      `DELETE FROM postings WHERE transaction_id = '${id(ids, 5)}'`,
      `DELETE FROM transactions WHERE id = '${id(ids, 5)}'`,
      `DELETE FROM chain WHERE transaction_id = '${id(ids, 5)}'`,
    ],
    names: null,
  },
  'a balance that is not the sum of its postings': {
    do: (ids) => [
      `UPDATE account_balances SET balance = balance + 1 WHERE book_id =
         (SELECT book_id FROM transactions WHERE id = '${id(ids, 0)}')`,
    ],
    names: null,
  },
};

for (const [what, { do: statements, names }] of Object.entries(tampering)) {
  test(`${what} is found`, async () => {
    const { viewer, ids } = await sealedBook();
    await tamper(...statements(ids));
    const found = await verify(viewer);
    assert.equal(found.intact, false);
    const slipped = what.includes('slipped') ? '00000000-0000-7000-8000-000000000001' : null;
    assert.equal(found.firstBrokenTransaction, names === null ? slipped : ids[names]);
  });
}

test('two processes seal one chain', async () => {
  const other = await ledger.another();
  const { viewer, ids } = await sealedBook();
  await Promise.all(
    Array.from({ length: 40 }, (_, index) => {
      const input = { amount: { amount: '1' } };
      return succeed(ledger, viewer, 'addExpense', input, [ledger.subgraph, other][index % 2]);
    }),
  );
  const expected = String(ids.length + 40);
  const found = await eventually(async () => {
    const one = await verify(viewer);
    return one.sealedEntries === expected && one;
  });
  assert.equal(found.intact, true);
});

test('what was posted while no sealer ran is sealed when one starts, the same', async () => {
  const { viewer, head } = await sealedBook();
  await ledger.stopAll();
  await tamper(
    `DELETE FROM chain WHERE book_id = '${viewer.bookId}'`,
    `DELETE FROM chain_heads WHERE book_id = '${viewer.bookId}'`,
  );
  const later = await ledger.another();
  await eventually(async () => {
    const query = '{ book { verification { head intact } } }';
    const { book } = await ledger.ask(viewer, query, {}, later);
    return book.verification.intact && book.verification.head === head;
  });
});
