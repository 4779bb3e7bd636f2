-- The consumer's side. These tables live in each consumer's own database.

-- The next offset a group wants of each partition. The row's lock lets one transaction at a time in.
CREATE TABLE IF NOT EXISTS consumer_positions (
  consumer_group text NOT NULL,
  topic text NOT NULL,
  partition int NOT NULL,
  next_offset bigint NOT NULL,
  PRIMARY KEY (consumer_group, topic, partition)
) WITH (fillfactor = 50);

-- The last sequence a group has consumed of each key, by which it knows what it has had before.
CREATE TABLE IF NOT EXISTS consumer_keys (
  consumer_group text NOT NULL,
  topic text NOT NULL,
  key uuid NOT NULL,
  sequence bigint NOT NULL,
  PRIMARY KEY (consumer_group, topic, key)
) WITH (fillfactor = 80);

-- Events that a group could not apply and moved past.
CREATE TABLE IF NOT EXISTS dead_letters (
  consumer_group text NOT NULL,
  topic text NOT NULL,
  partition int NOT NULL,
  "offset" bigint NOT NULL,
  -- Absent when the event was too broken to tell.
  key uuid,
  sequence bigint,
  event json NOT NULL,
  error text NOT NULL,
  tries int NOT NULL,
  failed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer_group, topic, partition, "offset")
);
