-- What a statement would do, for a day; and what imports did, for good.
CREATE TABLE "statement_previews" (
	"book_id" uuid NOT NULL REFERENCES "books"("book_id"),
	"id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"file_name" text NOT NULL,
	"format" jsonb NOT NULL,
	"rows" jsonb NOT NULL,
	"unreadable" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	PRIMARY KEY ("book_id", "id"),
	FOREIGN KEY ("book_id", "account_id") REFERENCES "accounts"("book_id", "id")
);
--> statement-breakpoint
CREATE TABLE "statement_imports" (
	"book_id" uuid NOT NULL REFERENCES "books"("book_id"),
	"id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"file_name" text NOT NULL,
	"imported_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"posted_count" integer NOT NULL,
	"duplicate_count" integer NOT NULL,
	"unreadable_count" integer NOT NULL,
	PRIMARY KEY ("book_id", "id"),
	FOREIGN KEY ("book_id", "account_id") REFERENCES "accounts"("book_id", "id")
);
--> statement-breakpoint
CREATE INDEX "transactions_of_import" ON "transactions" ("book_id", "import_id") WHERE "import_id" IS NOT NULL;
