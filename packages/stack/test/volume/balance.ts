import assert from 'node:assert/strict';
import postgres from 'postgres';

/**
 * Asserts, by the ledger's own rows, that there are at least so many postings, that every transaction and
 * every book sums to zero in each currency, that balances are the sums of postings, and that positions
 * count the events of a book without a gap.
 */
export async function assertBalanced(url: string, postingsAtLeast: number): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const [counted] = await sql<{ postings: number }[]>`
      SELECT count(*)::int AS postings FROM postings`;
    assert.ok(counted!.postings >= postingsAtLeast, `only ${counted!.postings} postings`);
    const broken = {
      transactions: await sql`
        SELECT book_id, transaction_id FROM postings
        GROUP BY book_id, transaction_id, currency HAVING sum(amount) <> 0`,
      books: await sql`
        SELECT book_id, currency FROM postings
        GROUP BY book_id, currency HAVING sum(amount) <> 0`,
      balances: await sql`
        SELECT book_id, account_id, currency, kept.balance, counted.balance AS counted
        FROM account_balances kept
        FULL JOIN (
          SELECT book_id, account_id, currency, sum(amount) AS balance FROM postings
          GROUP BY book_id, account_id, currency
        ) counted USING (book_id, account_id, currency)
        WHERE kept.balance IS DISTINCT FROM counted.balance`,
      reversals: await sql`
        SELECT r.book_id, r.id FROM transactions r
        JOIN transactions t ON t.book_id = r.book_id AND t.id = r.reverses
        WHERE (r.date, r.kind, r.amount, r.currency, r.account_id, r.category_id)
          IS DISTINCT FROM (t.date, t.kind, t.amount, t.currency, t.account_id, t.category_id)
          OR t.reverses IS NOT NULL`,
      positions: await sql`
        SELECT book_id, count(*), min(position), max(position) FROM transactions
        GROUP BY book_id HAVING count(*) <> max(position) - min(position) + 1`,
    };
    for (const [what, rows] of Object.entries(broken)) {
      assert.deepEqual([...rows], [], `${what} that are not right`);
    }
  } finally {
    await sql.end();
  }
}
