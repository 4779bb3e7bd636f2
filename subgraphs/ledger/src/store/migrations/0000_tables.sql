CREATE TABLE "account_balances" (
	"book_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"currency" text NOT NULL,
	"balance" bigint NOT NULL,
	CONSTRAINT "account_balances_book_id_account_id_currency_pk" PRIMARY KEY("book_id","account_id","currency")
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"book_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"type" text NOT NULL,
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"currency" text,
	"code" text,
	"icon" text,
	"archived" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "accounts_book_id_id_pk" PRIMARY KEY("book_id","id"),
	CONSTRAINT "accounts_type" CHECK ("accounts"."type" IN ('ASSET', 'LIABILITY', 'EQUITY', 'INCOME', 'EXPENSE')),
	CONSTRAINT "accounts_currency" CHECK (("accounts"."currency" IS NOT NULL) = ("accounts"."type" IN ('ASSET', 'LIABILITY')))
);
--> statement-breakpoint
CREATE TABLE "books" (
	"book_id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"currency" text NOT NULL,
	"time_zone" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chain" (
	"book_id" uuid NOT NULL,
	"number" bigint NOT NULL,
	"transaction_id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "chain_book_id_number_pk" PRIMARY KEY("book_id","number")
);
--> statement-breakpoint
CREATE TABLE "chain_heads" (
	"book_id" uuid PRIMARY KEY NOT NULL,
	"number" bigint NOT NULL,
	"position" bigint NOT NULL,
	"hash" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "postings" (
	"book_id" uuid NOT NULL,
	"transaction_id" uuid NOT NULL,
	"index" smallint NOT NULL,
	"account_id" uuid NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text NOT NULL,
	CONSTRAINT "postings_book_id_transaction_id_index_pk" PRIMARY KEY("book_id","transaction_id","index"),
	CONSTRAINT "postings_index" CHECK ("postings"."index" >= 0),
	CONSTRAINT "postings_amount" CHECK ("postings"."amount" <> 0)
);
--> statement-breakpoint
CREATE TABLE "statement_imports" (
	"book_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"file_name" text NOT NULL,
	"imported_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"posted_count" integer NOT NULL,
	"duplicate_count" integer NOT NULL,
	"unreadable_count" integer NOT NULL,
	CONSTRAINT "statement_imports_book_id_id_pk" PRIMARY KEY("book_id","id")
);
--> statement-breakpoint
CREATE TABLE "statement_previews" (
	"book_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"file_name" text NOT NULL,
	"format" jsonb NOT NULL,
	"rows" jsonb NOT NULL,
	"unreadable" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "statement_previews_book_id_id_pk" PRIMARY KEY("book_id","id")
);
--> statement-breakpoint
CREATE TABLE "transactions" (
	"book_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"kind" text NOT NULL,
	"date" date NOT NULL,
	"description" text NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text NOT NULL,
	"account_id" uuid NOT NULL,
	"to_account_id" uuid,
	"category_id" uuid,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"reverses" uuid,
	"replaces" uuid,
	"import_id" uuid,
	"legs" smallint NOT NULL,
	"idempotency_key" text,
	"request_hash" "bytea",
	"words" "tsvector" NOT NULL,
	CONSTRAINT "transactions_book_id_id_pk" PRIMARY KEY("book_id","id"),
	CONSTRAINT "transactions_kind" CHECK ("transactions"."kind" IN ('EXPENSE', 'INCOME', 'REFUND', 'TRANSFER', 'OPENING')),
	CONSTRAINT "transactions_amount" CHECK ("transactions"."amount" > 0),
	CONSTRAINT "transactions_legs" CHECK ("transactions"."legs" >= 2),
	CONSTRAINT "transactions_hash" CHECK (("transactions"."idempotency_key" IS NULL) = ("transactions"."request_hash" IS NULL))
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_book_id_books_book_id_fk" FOREIGN KEY ("book_id") REFERENCES "public"."books"("book_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_imports" ADD CONSTRAINT "statement_imports_book_id_books_book_id_fk" FOREIGN KEY ("book_id") REFERENCES "public"."books"("book_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_imports" ADD CONSTRAINT "statement_imports_book_id_account_id_accounts_book_id_id_fk" FOREIGN KEY ("book_id","account_id") REFERENCES "public"."accounts"("book_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_previews" ADD CONSTRAINT "statement_previews_book_id_books_book_id_fk" FOREIGN KEY ("book_id") REFERENCES "public"."books"("book_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_previews" ADD CONSTRAINT "statement_previews_book_id_account_id_accounts_book_id_id_fk" FOREIGN KEY ("book_id","account_id") REFERENCES "public"."accounts"("book_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transactions" ADD CONSTRAINT "transactions_book_id_reverses_transactions_book_id_id_fk" FOREIGN KEY ("book_id","reverses") REFERENCES "public"."transactions"("book_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transactions" ADD CONSTRAINT "transactions_book_id_replaces_transactions_book_id_id_fk" FOREIGN KEY ("book_id","replaces") REFERENCES "public"."transactions"("book_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_name" ON "accounts" USING btree ("book_id",(CASE "type" WHEN 'LIABILITY' THEN 'ASSET' ELSE "type" END),"name_key");--> statement-breakpoint
CREATE UNIQUE INDEX "transactions_position" ON "transactions" USING btree ("book_id","position");--> statement-breakpoint
CREATE UNIQUE INDEX "transactions_key" ON "transactions" USING btree ("book_id","idempotency_key") WHERE idempotency_key IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "transactions_reverses" ON "transactions" USING btree ("book_id","reverses") WHERE reverses IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "transactions_replaces" ON "transactions" USING btree ("book_id","replaces") WHERE replaces IS NOT NULL;--> statement-breakpoint
CREATE INDEX "transactions_newest" ON "transactions" USING btree ("book_id","date" DESC NULLS FIRST,"position" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "transactions_of_category" ON "transactions" USING btree ("book_id","category_id","date" DESC NULLS FIRST,"position" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "transactions_words" ON "transactions" USING gin ("words");--> statement-breakpoint
CREATE INDEX "transactions_of_import" ON "transactions" USING btree ("book_id","import_id") WHERE import_id IS NOT NULL;