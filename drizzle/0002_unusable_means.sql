ALTER TABLE "runs" ADD COLUMN "lacking" jsonb;--> statement-breakpoint
ALTER TABLE "slices" ADD COLUMN "seconds_left" integer;