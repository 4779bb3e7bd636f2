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

-- A transaction is inserted by the same statement as all of its postings, as many as it says it has,
-- and they sum to zero per currency. AFTER triggers of every part of a statement fire at its end, so
-- this sees the whole of it, however many transactions it posts, at the cost of one query.
-- The number keeps postings from being added to a transaction later, even balanced ones.
-- enable_* are off because the plan is kept for the life of a connection and must not depend on how
-- small the tables were when it was made.
CREATE FUNCTION refuse_unbalanced() RETURNS trigger LANGUAGE plpgsql
  SET enable_nestloop = on SET enable_seqscan = off SET enable_hashjoin = off
  SET enable_mergejoin = off AS $$
DECLARE broken uuid;
BEGIN
  IF TG_TABLE_NAME = 'transactions' THEN
    SELECT a.id INTO broken FROM added a
    WHERE a.legs <> (SELECT count(*) FROM postings p
                     WHERE p.book_id = a.book_id AND p.transaction_id = a.id)
       OR EXISTS (SELECT FROM postings p
                  WHERE p.book_id = a.book_id AND p.transaction_id = a.id
                  GROUP BY p.currency HAVING sum(p.amount) <> 0)
    LIMIT 1;
  ELSE
    SELECT t.id INTO broken
    FROM (SELECT book_id, transaction_id FROM added GROUP BY book_id, transaction_id) a
    JOIN transactions t ON t.book_id = a.book_id AND t.id = a.transaction_id
    WHERE t.legs <> (SELECT count(*) FROM postings p
                     WHERE p.book_id = a.book_id AND p.transaction_id = a.transaction_id)
    LIMIT 1;
  END IF;
  IF broken IS NOT NULL THEN
    RAISE EXCEPTION 'The postings of transaction % are not all there or do not sum to zero', broken
      USING ERRCODE = 'check_violation', CONSTRAINT = 'transactions_balanced';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER transactions_balanced AFTER INSERT ON transactions
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_unbalanced();
--> statement-breakpoint
CREATE TRIGGER postings_balanced AFTER INSERT ON postings
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_unbalanced();
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
