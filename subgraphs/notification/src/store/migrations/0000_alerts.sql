CREATE TABLE "alert_streams" (
	"book_id" uuid PRIMARY KEY NOT NULL,
	"last_sequence" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"book_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"sequence" bigint NOT NULL,
	"kind" text NOT NULL,
	"crossing_id" uuid NOT NULL,
	"budget_id" uuid NOT NULL,
	"budget_name" text NOT NULL,
	"category_id" uuid,
	"period_kind" text NOT NULL,
	"period_start" date NOT NULL,
	"period_end" date NOT NULL,
	"threshold_percent" integer NOT NULL,
	"limit_minor" bigint NOT NULL,
	"spent_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"transaction_id" uuid,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"locale" text NOT NULL,
	"raised_at" timestamp with time zone NOT NULL,
	"read_at" timestamp with time zone,
	CONSTRAINT "alerts_book_id_id_pk" PRIMARY KEY("book_id","id"),
	CONSTRAINT "alerts_sequence" UNIQUE("book_id","sequence"),
	CONSTRAINT "alerts_once" UNIQUE("book_id","crossing_id","kind"),
	CONSTRAINT "alerts_kind" CHECK ("alerts"."kind" IN ('ALMOST_SPENT', 'OVERSPENT', 'RECOVERED')),
	CONSTRAINT "alerts_sequence_positive" CHECK ("alerts"."sequence" > 0)
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"book_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"alert_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"state" text DEFAULT 'PENDING' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone,
	"last_error" text,
	CONSTRAINT "deliveries_book_id_id_pk" PRIMARY KEY("book_id","id"),
	CONSTRAINT "deliveries_once" UNIQUE("book_id","alert_id","channel"),
	CONSTRAINT "deliveries_channel" CHECK ("deliveries"."channel" IN ('CONSOLE', 'EMAIL')),
	CONSTRAINT "deliveries_state" CHECK ("deliveries"."state" IN ('PENDING', 'SENT', 'FAILED')),
	CONSTRAINT "deliveries_sent" CHECK (("deliveries"."state" = 'SENT') = ("deliveries"."sent_at" IS NOT NULL))
);
--> statement-breakpoint
CREATE TABLE "people" (
	"book_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"display_name" text NOT NULL,
	"locale" text NOT NULL,
	"time_zone" text NOT NULL,
	"channels" jsonb NOT NULL,
	CONSTRAINT "people_book_id_user_id_pk" PRIMARY KEY("book_id","user_id")
);
--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_alert" FOREIGN KEY ("book_id","alert_id") REFERENCES "public"."alerts"("book_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alerts_unread" ON "alerts" USING btree ("book_id","sequence") WHERE "alerts"."read_at" IS NULL;--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("channel","next_attempt_at") WHERE "deliveries"."state" = 'PENDING';