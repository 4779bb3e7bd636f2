CREATE TABLE "books" (
	"book_id" uuid PRIMARY KEY NOT NULL,
	"currency" text,
	"locale" text,
	"time_zone" text,
	"first_day_of_week" smallint,
	CONSTRAINT "books_first_day_of_week" CHECK ("books"."first_day_of_week" BETWEEN 1 AND 7)
);
--> statement-breakpoint
CREATE TABLE "budget_crossings" (
	"book_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"budget_id" uuid NOT NULL,
	"period_start" date NOT NULL,
	"period_end" date NOT NULL,
	"threshold" integer NOT NULL,
	"occurrence" integer NOT NULL,
	"limit_minor" bigint NOT NULL,
	"spent_minor" bigint NOT NULL,
	"transaction_id" uuid,
	"crossed_at" timestamp with time zone NOT NULL,
	"recovered_at" timestamp with time zone,
	"superseded_at" timestamp with time zone,
	CONSTRAINT "budget_crossings_book_id_id_pk" PRIMARY KEY("book_id","id"),
	CONSTRAINT "budget_crossings_once" UNIQUE("book_id","budget_id","period_start","threshold","occurrence")
);
--> statement-breakpoint
CREATE TABLE "budgets" (
	"book_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"category_id" uuid,
	"period" text NOT NULL,
	"currency" text NOT NULL,
	"limit_minor" bigint NOT NULL,
	"thresholds" integer[] NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"archived_at" timestamp with time zone,
	CONSTRAINT "budgets_book_id_id_pk" PRIMARY KEY("book_id","id"),
	CONSTRAINT "budgets_period" CHECK ("budgets"."period" IN ('WEEK', 'MONTH', 'YEAR')),
	CONSTRAINT "budgets_limit" CHECK ("budgets"."limit_minor" > 0),
	CONSTRAINT "budgets_thresholds" CHECK (cardinality("budgets"."thresholds") BETWEEN 1 AND 10)
);
--> statement-breakpoint
CREATE TABLE "categories" (
	"book_id" uuid NOT NULL,
	"category_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"archived" boolean NOT NULL,
	CONSTRAINT "categories_book_id_category_id_pk" PRIMARY KEY("book_id","category_id")
);
--> statement-breakpoint
CREATE TABLE "daily_totals" (
	"book_id" uuid NOT NULL,
	"date" date NOT NULL,
	"kind" text NOT NULL,
	"currency" text NOT NULL,
	"category_id" uuid NOT NULL,
	"total_minor" bigint NOT NULL,
	"transactions" integer NOT NULL,
	"counted" integer NOT NULL,
	CONSTRAINT "daily_totals_book_id_date_kind_currency_category_id_pk" PRIMARY KEY("book_id","date","kind","currency","category_id"),
	CONSTRAINT "daily_totals_kind" CHECK ("daily_totals"."kind" IN ('EXPENSE', 'INCOME'))
);
--> statement-breakpoint
CREATE TABLE "monthly_totals" (
	"book_id" uuid NOT NULL,
	"date" date NOT NULL,
	"kind" text NOT NULL,
	"currency" text NOT NULL,
	"category_id" uuid NOT NULL,
	"total_minor" bigint NOT NULL,
	"transactions" integer NOT NULL,
	"counted" integer NOT NULL,
	CONSTRAINT "monthly_totals_book_id_date_kind_currency_category_id_pk" PRIMARY KEY("book_id","date","kind","currency","category_id"),
	CONSTRAINT "monthly_totals_kind" CHECK ("monthly_totals"."kind" IN ('EXPENSE', 'INCOME')),
	CONSTRAINT "monthly_totals_first_day" CHECK (extract(day FROM "monthly_totals"."date") = 1)
);
--> statement-breakpoint
ALTER TABLE "budget_crossings" ADD CONSTRAINT "budget_crossings_budget" FOREIGN KEY ("book_id","budget_id") REFERENCES "public"."budgets"("book_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "budget_crossings_open" ON "budget_crossings" USING btree ("book_id","budget_id","period_start","threshold") WHERE "budget_crossings"."recovered_at" IS NULL AND "budget_crossings"."superseded_at" IS NULL;--> statement-breakpoint
CREATE INDEX "budget_crossings_by_time" ON "budget_crossings" USING btree ("book_id","budget_id","crossed_at","id");