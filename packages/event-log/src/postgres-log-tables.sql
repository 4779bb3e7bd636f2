-- The log's own database. Every process that opens the log runs this, one at a time.

CREATE TABLE IF NOT EXISTS event_log_topics (
  topic text PRIMARY KEY,
  -- Fixed when the topic is made: another number would send a key's events to another partition.
  partitions int NOT NULL CHECK (partitions > 0)
);

-- One row per partition: the offset that its next record gets. Its lock puts appends in order.
CREATE TABLE IF NOT EXISTS event_log_partitions (
  topic text NOT NULL REFERENCES event_log_topics,
  partition int NOT NULL,
  next_offset bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (topic, partition)
) WITH (fillfactor = 50);

CREATE TABLE IF NOT EXISTS event_log_records (
  topic text NOT NULL,
  partition int NOT NULL,
  "offset" bigint NOT NULL,
  event json NOT NULL,
  appended_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (topic, partition, "offset")
);
