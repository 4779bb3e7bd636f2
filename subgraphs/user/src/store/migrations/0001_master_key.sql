CREATE TABLE "master_key_proof" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"sealed" text NOT NULL,
	CONSTRAINT "master_key_proof_is_one_row" CHECK ("master_key_proof"."id" = 1)
);
