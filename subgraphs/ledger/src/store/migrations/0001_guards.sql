-- Nothing posted is updated or deleted, and nothing that was sealed either.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Nothing in % is ever changed or deleted; post a reversal instead', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER transactions_only_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON transactions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER postings_only_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON postings
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER chain_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON chain
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint

-- A transaction is inserted by one statement together with all of its postings, as many as it says it
-- has; they sum to zero per currency, and every account that it names is one that it posts to. AFTER
-- triggers of every part of a statement fire at its end, so these see the whole of it, however many
-- transactions it posts, at the cost of one query each. They stand in for foreign keys too, which
-- would ask about each row on its own: what they refer to is never deleted, so there is nothing to lock.
--
-- Sequential scans are off because the plans are kept for the life of a connection and must not depend
-- on how small the tables were when they were made; LATERAL with LIMIT stays one index probe per row.
CREATE FUNCTION refuse_incomplete_transactions() RETURNS trigger LANGUAGE plpgsql
  SET enable_seqscan = off AS $$
DECLARE broken uuid;
BEGIN
  SELECT a.id INTO broken FROM added a
  CROSS JOIN LATERAL (
    SELECT count(*) AS legs, array_agg(p.account_id) AS accounts FROM postings p
    WHERE p.book_id = a.book_id AND p.transaction_id = a.id
  ) p
  WHERE p.legs <> a.legs
     OR NOT (a.account_id = ANY (p.accounts)
             AND coalesce(a.to_account_id = ANY (p.accounts), true)
             AND coalesce(a.category_id = ANY (p.accounts), true))
  LIMIT 1;
  IF broken IS NOT NULL THEN
    RAISE EXCEPTION 'The postings of transaction % are not all there', broken
      USING ERRCODE = 'check_violation', CONSTRAINT = 'transactions_balanced';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- A later statement finds every place below the number of postings taken, so nothing is ever added. A
-- closed account takes only what takes back or corrects something that was posted to it.
CREATE FUNCTION refuse_broken_postings() RETURNS trigger LANGUAGE plpgsql
  SET enable_seqscan = off AS $$
DECLARE broken uuid;
BEGIN
  SELECT l.transaction_id INTO broken FROM (
    SELECT book_id, transaction_id, max(index) AS last, sum(amount) AS total FROM added
    GROUP BY book_id, transaction_id, currency
  ) l
  LEFT JOIN LATERAL (
    SELECT legs FROM transactions t WHERE t.book_id = l.book_id AND t.id = l.transaction_id LIMIT 1
  ) t ON true
  WHERE l.total <> 0 OR t.legs IS NULL OR l.last >= t.legs
  LIMIT 1;
  IF broken IS NOT NULL THEN
    RAISE EXCEPTION 'The postings of transaction % are too many or do not sum to zero', broken
      USING ERRCODE = 'check_violation', CONSTRAINT = 'transactions_balanced';
  END IF;
  SELECT l.account_id INTO broken FROM added l
  LEFT JOIN LATERAL (
    SELECT currency, archived FROM accounts a
    WHERE a.book_id = l.book_id AND a.id = l.account_id LIMIT 1
  ) a ON true
  WHERE a.archived IS NULL OR a.currency <> l.currency
     OR a.archived AND NOT EXISTS (
       SELECT FROM transactions t
       JOIN postings o ON o.book_id = t.book_id AND o.transaction_id = coalesce(t.reverses, t.replaces)
       WHERE t.book_id = l.book_id AND t.id = l.transaction_id AND o.account_id = l.account_id)
  LIMIT 1;
  IF broken IS NOT NULL THEN
    RAISE EXCEPTION 'Account % is not in the book, is closed, or is in another currency', broken
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'postings_account';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER transactions_balanced AFTER INSERT ON transactions
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_incomplete_transactions();
--> statement-breakpoint
CREATE TRIGGER postings_balanced AFTER INSERT ON postings
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_broken_postings();
--> statement-breakpoint

-- Accounts and books stay as long as anything was ever posted to them: for good.
CREATE TRIGGER accounts_stay BEFORE DELETE OR TRUNCATE ON accounts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE FUNCTION refuse_other_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'An account keeps its book, id, type and currency'
    USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER accounts_stay_what_they_are BEFORE UPDATE ON accounts
  FOR EACH ROW WHEN ((OLD.book_id, OLD.id, OLD.type, OLD.currency)
    IS DISTINCT FROM (NEW.book_id, NEW.id, NEW.type, NEW.currency))
  EXECUTE FUNCTION refuse_other_account();
