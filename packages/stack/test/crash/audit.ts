import assert from 'node:assert/strict';
import { compareAggregates } from '@outlay/reporting/jobs/rebuild.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import postgres from 'postgres';
import type { Stack } from '../../src/stack.ts';
import type { Writer } from './writer.ts';

/** What a person did, and what one of their clients saw. */
export type Witness = {
  readonly bookId: string;
  readonly writer: Writer;
  readonly seen: readonly string[];
};

type Sql = ReturnType<typeof postgres>;

/** Waits until everything that was written has had all its consequences. */
export async function settled(stack: Stack): Promise<void> {
  const [ledger, reporting, notification] = open(stack, ['ledger', 'reporting', 'notification']);
  try {
    await eventually(
      async () => {
        for (const sql of [ledger, reporting, notification]) {
          const [waiting] = await sql`SELECT count(*)::int AS events FROM outbox`;
          assert.equal(waiting?.['events'], 0, 'an outbox is not empty');
        }
        const posted =
          await ledger`SELECT key, sequence FROM outbox_keys WHERE topic = 'ledger' ORDER BY key`;
        const applied = await reporting`
          SELECT key, sequence FROM consumer_keys WHERE topic = 'ledger' ORDER BY key`;
        assert.deepEqual([...applied], [...posted], 'reporting is behind the ledger');
        const told =
          await reporting`SELECT key, sequence FROM outbox_keys WHERE topic = 'reporting' ORDER BY key`;
        const heard = await notification`
          SELECT key, sequence FROM consumer_keys WHERE topic = 'reporting' ORDER BY key`;
        assert.deepEqual([...heard], [...told], 'notification is behind reporting');
        const [due] =
          await notification`SELECT count(*)::int AS n FROM deliveries WHERE state = 'PENDING'`;
        assert.equal(due?.['n'], 0, 'deliveries are waiting');
        const [unsealed] = await ledger`
          SELECT count(*)::int AS n FROM transactions t
          WHERE NOT EXISTS (SELECT FROM chain c WHERE c.book_id = t.book_id AND c.transaction_id = t.id)`;
        assert.equal(unsealed?.['n'], 0, 'entries are not sealed');
        return true;
      },
      { timeoutMs: 60_000 },
    );
  } finally {
    await Promise.all([ledger, reporting, notification].map((sql) => sql.end()));
  }
}

/** Holds everything that is kept against what was acknowledged. */
export async function audit(stack: Stack, witnesses: readonly Witness[]): Promise<void> {
  const [ledger, reporting, notification] = open(stack, ['ledger', 'reporting', 'notification']);
  try {
    for (const witness of witnesses) {
      await nothingLostOrDoubled(ledger, witness);
      await eachAlertOnce(reporting, notification, witness);
    }
    const unbalanced = await ledger`
      SELECT book_id, currency FROM postings GROUP BY book_id, currency HAVING sum(amount) <> 0`;
    assert.deepEqual([...unbalanced], []);
    for (const [name, sql] of Object.entries({ ledger, reporting, notification })) {
      const dead = name === 'ledger' ? [] : await sql`SELECT event, error FROM dead_letters`;
      assert.deepEqual([...dead], [], name);
    }
  } finally {
    await Promise.all([ledger, reporting, notification].map((sql) => sql.end()));
  }
  const { postgres: engine, eventLog } = stack;
  const databaseUrl = engine.url('reporting');
  assert.deepEqual(await compareAggregates({ databaseUrl, eventLog }), []);
}

async function nothingLostOrDoubled(ledger: Sql, { bookId, writer }: Witness): Promise<void> {
  const rows = await ledger<{ id: string; key: string | null; reverses: string | null }[]>`
    SELECT id, idempotency_key AS key, reverses FROM transactions WHERE book_id = ${bookId}`;
  const byKey = new Map(rows.flatMap(({ key, id }) => (key ? [[key, id] as const] : [])));
  const keyed = rows.filter(({ key }) => key !== null);
  assert.equal(byKey.size, keyed.length, 'a key was posted twice');
  const lost = writer.acknowledged.filter(
    ({ key, transactionId }) => byKey.get(key) !== transactionId,
  );
  assert.deepEqual(lost, [], 'acknowledged, but not there');
  assert.deepEqual(
    keyed.filter(({ key }) => !writer.keys.has(key as string)),
    [],
    'nobody sent these',
  );
  // Without a key stands only the reversal that belongs to an edit.
  assert.ok(rows.every(({ key, reverses }) => key !== null || reverses !== null));
}

async function eachAlertOnce(
  reporting: Sql,
  notification: Sql,
  { bookId, seen }: Witness,
): Promise<void> {
  const crossings = await reporting<{ id: string; recovered: boolean }[]>`
    SELECT id, recovered_at IS NOT NULL AS recovered FROM budget_crossings WHERE book_id = ${bookId}`;
  const expected = crossings.flatMap(({ id, recovered }) =>
    recovered ? [`${id} crossed`, `${id} recovered`] : [`${id} crossed`],
  );
  const alerts = await notification<{ id: string; name: string }[]>`
    SELECT id, crossing_id || CASE kind WHEN 'RECOVERED' THEN ' recovered' ELSE ' crossed' END AS name
    FROM alerts WHERE book_id = ${bookId} ORDER BY sequence`;
  assert.deepEqual(alerts.map(({ name }) => name).sort(), expected.sort());
  assert.deepEqual(
    seen,
    alerts.map(({ id }) => id),
    'the subscriber saw each once, in order',
  );
  const deliveries = await notification<{ channel: string; n: number }[]>`
    SELECT a.id, d.channel, count(*)::int AS n FROM alerts a
    LEFT JOIN deliveries d ON d.book_id = a.book_id AND d.alert_id = a.id
    WHERE a.book_id = ${bookId} GROUP BY a.id, d.channel`;
  assert.ok(deliveries.every(({ channel, n }) => channel !== null && n === 1));
}

function open(stack: Stack, names: readonly string[]): [Sql, Sql, Sql] {
  return names.map((name) => postgres(stack.postgres.url(name), { max: 1 })) as [Sql, Sql, Sql];
}
