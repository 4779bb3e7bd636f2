-- The producer's side. These tables live in each producer's own database.

-- How many events each key of a topic has had. The row's lock is what puts a key's events in order.
CREATE TABLE IF NOT EXISTS outbox_keys (
  topic text NOT NULL,
  key uuid NOT NULL,
  sequence bigint NOT NULL,
  PRIMARY KEY (topic, key)
) WITH (fillfactor = 80);

-- Events that are not in the log yet. The relay deletes a row once the log has it, so this is a queue
-- and stays small; its vacuum follows the number of dead rows, not the size of the table.
CREATE TABLE IF NOT EXISTS outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic text NOT NULL,
  key uuid NOT NULL,
  sequence bigint NOT NULL,
  -- id, type, occurredAt, traceparent and data; the rest of the envelope is in the columns.
  event json NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
