-- Jobs wait in the database of whoever opens the queue; several queues share the table.

CREATE TABLE IF NOT EXISTS queue_jobs (
  place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  queue text NOT NULL,
  -- The producer's name for it, not unique: what is put in twice is there twice.
  id text NOT NULL,
  body json NOT NULL,
  traceparent text,
  -- Tries begun, so that one whose worker died counts too.
  attempts int NOT NULL DEFAULT 0,
  -- Times it was taken: only who took it last can say what became of it.
  claims int NOT NULL DEFAULT 0,
  -- Nobody takes it before. While a worker has it: when its claim ends.
  due_at timestamptz NOT NULL DEFAULT now(),
  -- A dead letter since then, and why.
  died_at timestamptz,
  reason text,
  CHECK ((died_at IS NULL) = (reason IS NULL))
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);

CREATE INDEX IF NOT EXISTS queue_jobs_due ON queue_jobs (queue, due_at) WHERE died_at IS NULL;
CREATE INDEX IF NOT EXISTS queue_jobs_dead ON queue_jobs (queue, died_at) WHERE died_at IS NOT NULL;
