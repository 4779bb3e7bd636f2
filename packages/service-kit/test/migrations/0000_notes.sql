CREATE TABLE "notes" ("note" text NOT NULL, "day" date);
--> statement-breakpoint
INSERT INTO "notes" VALUES ('made by the migration', '2026-03-01');
