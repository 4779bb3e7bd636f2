DROP INDEX "deliveries_due";--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "queued_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "deliveries_pending" ON "deliveries" USING btree ("channel","queued_at") WHERE "deliveries"."state" = 'PENDING';