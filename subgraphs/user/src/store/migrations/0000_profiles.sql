CREATE TABLE "profiles" (
	"book_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"display_name" text NOT NULL,
	"email_sealed" text NOT NULL,
	"email_alerts" boolean NOT NULL,
	"currency" text NOT NULL,
	"locale" text NOT NULL,
	"time_zone" text NOT NULL,
	"first_day_of_week" smallint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "profiles_book_id_user_id_pk" PRIMARY KEY("book_id","user_id"),
	CONSTRAINT "profiles_first_day_is_a_weekday" CHECK ("profiles"."first_day_of_week" BETWEEN 1 AND 7)
);
