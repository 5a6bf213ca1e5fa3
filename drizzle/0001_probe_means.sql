CREATE TABLE "reductions" (
	"slice" text PRIMARY KEY NOT NULL,
	"result" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "run_units" (
	"run" text NOT NULL,
	"benchmark" text NOT NULL,
	"edition" text NOT NULL,
	"scorer" text NOT NULL,
	"prompt_profile" text NOT NULL,
	"values" text NOT NULL,
	"stratum" text NOT NULL,
	"cluster" text NOT NULL,
	CONSTRAINT "run_units_run_benchmark_pk" PRIMARY KEY("run","benchmark")
);
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "means" jsonb;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "identities" jsonb;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "lacking" jsonb;--> statement-breakpoint
ALTER TABLE "slices" ADD COLUMN "probe" text;--> statement-breakpoint
ALTER TABLE "slices" ADD COLUMN "seconds_left" integer;--> statement-breakpoint
ALTER TABLE "submissions" ADD COLUMN "encoder" jsonb;--> statement-breakpoint
ALTER TABLE "submissions" ADD COLUMN "backbone" jsonb;--> statement-breakpoint
ALTER TABLE "reductions" ADD CONSTRAINT "reductions_slice_slices_id_fk" FOREIGN KEY ("slice") REFERENCES "public"."slices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_units" ADD CONSTRAINT "run_units_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;