-- Posts many writes at once, each as if it were alone. A write is one or more transactions (entries)
-- of one book under one idempotency key; an edit is a reversal and its replacement.
--
-- Answers one row per write: `stored` with the position of its last transaction, `replayed` or
-- `conflict` when the key is known (with what is stored under it), `reversed` when one of its reversals
-- came too late, `chart` when an account is not (or no longer) as the caller believed. Two statements
-- that race for one key or one reversal meet in a unique index: the later one fails as a whole and is
-- sent again. So whatever was accepted here is stored, and no position is left out.
WITH write AS (
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::bytea[])
    WITH ORDINALITY AS w (book_id, key, hash, write)
), entry AS (
  SELECT * FROM unnest(
    $4::int[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::bigint[],
    $11::text[], $12::uuid[], $13::uuid[], $14::uuid[], $15::text[], $16::uuid[], $17::uuid[],
    $18::uuid[], $19::smallint[], $20::text[], $21::text[], $22::bytea[], $23::text[]
  ) WITH ORDINALITY AS e (
    write, book_id, id, kind, date, description, amount,
    currency, account_id, to_account_id, category_id, recorded_at, reverses, replaces,
    import_id, legs, words, key, hash, event, place)
), leg AS (
  SELECT * FROM unnest(
    $24::int[], $25::int[], $26::uuid[], $27::smallint[], $28::uuid[], $29::bigint[], $30::text[],
    $31::boolean[]
  ) AS l (place, write, book_id, index, account_id, amount, currency, may_be_archived)

-- Look-ups are LATERAL with LIMIT so that they stay one index probe per row, whatever the planner
-- believed about the tables when it made the plan, which is kept.
), keyed AS MATERIALIZED (
  SELECT w.write, t.id AS known_id, t.position AS known_position,
         CASE WHEN t.request_hash = w.hash THEN 'replayed'
              WHEN t.id IS NOT NULL OR other.key IS NOT NULL THEN 'conflict' END AS outcome
  FROM write w
  LEFT JOIN LATERAL (
    SELECT id, position, request_hash FROM transactions
    WHERE book_id = w.book_id AND idempotency_key = w.key LIMIT 1
  ) t ON true
  LEFT JOIN LATERAL (
    SELECT key FROM idempotency_keys WHERE book_id = w.book_id AND key = w.key LIMIT 1
  ) other ON true
), refused AS MATERIALIZED (
  SELECT write, max(outcome) AS outcome FROM (
    SELECT e.write, 'reversed' AS outcome
    FROM entry e
    CROSS JOIN LATERAL (
      SELECT FROM transactions WHERE book_id = e.book_id AND reverses = e.reverses LIMIT 1
    ) earlier
    WHERE e.reverses IS NOT NULL
    UNION ALL
    SELECT l.write, 'chart'
    FROM leg l
    LEFT JOIN LATERAL (
      SELECT currency, archived FROM accounts
      WHERE book_id = l.book_id AND id = l.account_id LIMIT 1
    ) a ON true
    WHERE a.archived IS NULL OR a.currency <> l.currency OR (a.archived AND NOT l.may_be_archived)
  ) reason
  GROUP BY write
), decided AS MATERIALIZED (
  SELECT k.write, k.known_id, k.known_position,
         coalesce(k.outcome, r.outcome, 'stored') AS outcome
  FROM keyed k LEFT JOIN refused r USING (write)
), accepted AS MATERIALIZED (
  SELECT e.* FROM entry e JOIN decided d USING (write) WHERE d.outcome = 'stored'
), counted AS MATERIALIZED (
  SELECT book_id, count(*) AS entries FROM accepted GROUP BY book_id

-- The lock on the book's row is held until commit and taken in the order of books. Everything below
-- draws on it, so a book's positions, outbox rows and balances change in one order.
), raised AS (
  INSERT INTO outbox_keys AS k (topic, key, sequence)
  SELECT 'ledger', book_id, entries FROM counted ORDER BY book_id
  ON CONFLICT (topic, key) DO UPDATE SET sequence = k.sequence + excluded.sequence
  RETURNING key AS book_id, sequence
), placed AS MATERIALIZED (
  SELECT a.*, r.sequence - c.entries + row_number() OVER (PARTITION BY a.book_id ORDER BY a.place)
           AS position
  FROM accepted a JOIN counted c USING (book_id) JOIN raised r USING (book_id)
), posted AS (
  INSERT INTO transactions (
    book_id, id, position, kind, date, description, amount, currency, account_id, to_account_id,
    category_id, recorded_at, reverses, replaces, import_id, legs, idempotency_key, request_hash, words)
  SELECT book_id, id, position, kind, date::date, description, amount, currency, account_id,
         to_account_id, category_id, recorded_at::timestamptz, reverses, replaces, import_id, legs,
         key, hash, words::tsvector
  FROM placed ORDER BY book_id, position
), posted_legs AS (
  INSERT INTO postings (book_id, transaction_id, index, account_id, amount, currency)
  SELECT p.book_id, p.id, l.index, l.account_id, l.amount, l.currency
  FROM placed p JOIN leg l USING (place) ORDER BY p.book_id, p.position, l.index
), moved AS (
  INSERT INTO account_balances AS b (book_id, account_id, currency, balance)
  SELECT p.book_id, l.account_id, l.currency, sum(l.amount)
  FROM placed p JOIN leg l USING (place)
  GROUP BY p.book_id, l.account_id, l.currency
  ORDER BY p.book_id, l.account_id, l.currency
  ON CONFLICT (book_id, account_id, currency) DO UPDATE SET balance = b.balance + excluded.balance
), told AS (
  INSERT INTO outbox (topic, key, sequence, event)
  SELECT 'ledger', book_id, position, event::json FROM placed ORDER BY book_id, position
)
SELECT d.write::int AS write, d.outcome, d.known_id AS "knownId",
       coalesce(d.known_position, max(p.position)) AS position
FROM decided d LEFT JOIN placed p USING (write)
GROUP BY d.write, d.outcome, d.known_id, d.known_position
