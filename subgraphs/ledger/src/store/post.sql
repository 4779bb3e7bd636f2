-- Posts many writes at once, each as if it were alone. A write is one or more transactions (entries)
-- of one book under one idempotency key; an edit is a reversal and its replacement.
--
-- Answers one row per write: `stored` with the position of its last transaction, `replayed` or
-- `conflict` when the key is known (with what is stored under it), `reversed` when one of its reversals
-- came too late. What breaks a rule of the tables makes the statement fail as a whole, and so does
-- losing a race for a key or a reversal, which meet in a unique index: the caller finds out which write
-- it was, or sends it again. So whatever was accepted here is stored, and no position is left out.
--
-- A column costs as much as a look-up, so nothing is sent twice. Events come one to a line, since JSON
-- text has no line break but so many quotes that an array of it would be long.
WITH write AS (
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::int[])
    WITH ORDINALITY AS w (book_id, key, hash, last_place, write)
), entry AS (
  SELECT * FROM ROWS FROM (
    unnest(
      $5::int[], $6::uuid[], $7::text[], $8::date[], $9::text[], $10::bigint[], $11::text[],
      $12::uuid[], $13::uuid[], $14::uuid[], $15::timestamptz[], $16::uuid[], $17::uuid[],
      $18::uuid[], $19::smallint[], $20::tsvector[]),
    string_to_table($21, E'\n')
  ) WITH ORDINALITY AS e (
    write, id, kind, date, description, amount, currency,
    account_id, to_account_id, category_id, recorded_at, reverses, replaces,
    import_id, legs, words, event, place)
), leg AS (
  SELECT * FROM unnest($22::int[], $23::smallint[], $24::uuid[], $25::bigint[], $26::text[])
    AS l (place, index, account_id, amount, currency)

-- Look-ups are LATERAL with LIMIT so that they stay one index probe per row, whatever the planner
-- believed about the tables when it made the plan, which is kept.
), late AS (
  SELECT DISTINCT e.write
  FROM entry e JOIN write w USING (write)
  CROSS JOIN LATERAL (
    SELECT FROM transactions WHERE book_id = w.book_id AND reverses = e.reverses LIMIT 1
  ) earlier
  WHERE e.reverses IS NOT NULL
), decided AS MATERIALIZED (
  SELECT w.write, w.book_id, w.key, w.hash, w.last_place, t.id AS known_id,
         t.position AS known_position,
         CASE WHEN t.request_hash = w.hash THEN 'replayed'
              WHEN t.id IS NOT NULL OR other.key IS NOT NULL THEN 'conflict'
              WHEN late.write IS NOT NULL THEN 'reversed'
              ELSE 'stored' END AS outcome
  FROM write w
  LEFT JOIN late USING (write)
  LEFT JOIN LATERAL (
    SELECT id, position, request_hash FROM transactions
    WHERE book_id = w.book_id AND idempotency_key = w.key LIMIT 1
  ) t ON true
  LEFT JOIN LATERAL (
    SELECT key FROM idempotency_keys WHERE book_id = w.book_id AND key = w.key LIMIT 1
  ) other ON true
), accepted AS MATERIALIZED (
  SELECT e.place, d.book_id,
         row_number() OVER (PARTITION BY d.book_id ORDER BY e.place DESC) - 1 AS later
  FROM entry e JOIN decided d USING (write) WHERE d.outcome = 'stored'

-- The lock on the book's row is held until commit and taken in the order of books. Everything below
-- draws on it, so a book's positions, outbox rows and balances change in one order.
), raised AS (
  INSERT INTO outbox_keys AS k (topic, key, sequence)
  SELECT 'ledger', book_id, count(*) FROM accepted GROUP BY book_id ORDER BY book_id
  ON CONFLICT (topic, key) DO UPDATE SET sequence = k.sequence + excluded.sequence
  RETURNING key AS book_id, sequence
), placed AS MATERIALIZED (
  SELECT place, book_id, sequence - later AS position FROM accepted JOIN raised USING (book_id)
), posted AS (
  INSERT INTO transactions (
    book_id, id, position, kind, date, description, amount, currency, account_id, to_account_id,
    category_id, recorded_at, reverses, replaces, import_id, legs, idempotency_key, request_hash, words)
  SELECT p.book_id, e.id, p.position, e.kind, e.date, e.description, e.amount, e.currency,
         e.account_id, e.to_account_id, e.category_id, e.recorded_at, e.reverses, e.replaces,
         e.import_id, e.legs, d.key, d.hash, e.words
  FROM placed p JOIN entry e USING (place) LEFT JOIN decided d ON d.last_place = p.place
  ORDER BY p.book_id, p.position
), posted_legs AS (
  INSERT INTO postings (book_id, transaction_id, index, account_id, amount, currency)
  SELECT p.book_id, e.id, l.index, l.account_id, l.amount, l.currency
  FROM leg l JOIN placed p USING (place) JOIN entry e USING (place)
), moved AS (
  INSERT INTO account_balances AS b (book_id, account_id, currency, balance)
  SELECT p.book_id, l.account_id, l.currency, sum(l.amount)
  FROM leg l JOIN placed p USING (place)
  GROUP BY p.book_id, l.account_id, l.currency
  ON CONFLICT (book_id, account_id, currency) DO UPDATE SET balance = b.balance + excluded.balance
), told AS (
  INSERT INTO outbox (topic, key, sequence, event)
  SELECT 'ledger', p.book_id, p.position, e.event::json
  FROM placed p JOIN entry e USING (place) ORDER BY p.place
)
SELECT d.write::int AS write, d.outcome, d.known_id AS "knownId",
       coalesce(d.known_position, p.position) AS position
FROM decided d LEFT JOIN placed p ON p.place = d.last_place
