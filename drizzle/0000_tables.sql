CREATE TABLE "benchmark_editions" (
	"edition" text PRIMARY KEY NOT NULL,
	"benchmark" text NOT NULL,
	"title" text NOT NULL,
	"items" integer NOT NULL,
	"smallest_side" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "benchmark_items" (
	"edition" text NOT NULL,
	"place" integer NOT NULL,
	"record" jsonb NOT NULL,
	CONSTRAINT "benchmark_items_edition_place_pk" PRIMARY KEY("edition","place")
);
--> statement-breakpoint
CREATE TABLE "checkpoints" (
	"id" text PRIMARY KEY NOT NULL,
	"digest" text NOT NULL,
	"name" text NOT NULL,
	"shape" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outcome_batches" (
	"slice" text NOT NULL,
	"first_item" integer NOT NULL,
	"end_item" integer NOT NULL,
	"attempt" integer NOT NULL,
	"scorer" text NOT NULL,
	"prompt_profile" text NOT NULL,
	"outcomes" jsonb NOT NULL,
	"responses" text NOT NULL,
	"stored_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "outcome_batches_slice_first_item_pk" PRIMARY KEY("slice","first_item")
);
--> statement-breakpoint
CREATE TABLE "run_benchmarks" (
	"run" text NOT NULL,
	"benchmark" text NOT NULL,
	"edition" text NOT NULL,
	"title" text NOT NULL,
	"place" integer NOT NULL,
	CONSTRAINT "run_benchmarks_run_benchmark_pk" PRIMARY KEY("run","benchmark")
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"id" text PRIMARY KEY NOT NULL,
	"submission" text NOT NULL,
	"suite" text NOT NULL,
	"state" text NOT NULL,
	"checkpoint" text,
	"engine" jsonb,
	"summary" jsonb,
	"reason" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "slices" (
	"id" text PRIMARY KEY NOT NULL,
	"run" text NOT NULL,
	"kind" text NOT NULL,
	"place" integer NOT NULL,
	"benchmark" text,
	"edition" text,
	"first_item" integer NOT NULL,
	"end_item" integer NOT NULL,
	"state" text NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"items_done" integer DEFAULT 0 NOT NULL,
	"worker" text,
	"heartbeat_at" timestamp with time zone,
	"reason_code" text,
	"reason_message" text
);
--> statement-breakpoint
CREATE TABLE "submissions" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"source" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"hash" text PRIMARY KEY NOT NULL,
	"label" text NOT NULL,
	"scope" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "benchmark_items" ADD CONSTRAINT "benchmark_items_edition_benchmark_editions_edition_fk" FOREIGN KEY ("edition") REFERENCES "public"."benchmark_editions"("edition") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outcome_batches" ADD CONSTRAINT "outcome_batches_slice_slices_id_fk" FOREIGN KEY ("slice") REFERENCES "public"."slices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_benchmarks" ADD CONSTRAINT "run_benchmarks_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_benchmarks" ADD CONSTRAINT "run_benchmarks_edition_benchmark_editions_edition_fk" FOREIGN KEY ("edition") REFERENCES "public"."benchmark_editions"("edition") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_submission_submissions_id_fk" FOREIGN KEY ("submission") REFERENCES "public"."submissions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_checkpoint_checkpoints_id_fk" FOREIGN KEY ("checkpoint") REFERENCES "public"."checkpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "slices" ADD CONSTRAINT "slices_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "checkpoints_digest" ON "checkpoints" USING btree ("digest");--> statement-breakpoint
CREATE INDEX "runs_submission" ON "runs" USING btree ("submission");--> statement-breakpoint
CREATE INDEX "runs_checkpoint_finished" ON "runs" USING btree ("checkpoint","finished_at");--> statement-breakpoint
CREATE INDEX "runs_state" ON "runs" USING btree ("state");--> statement-breakpoint
CREATE INDEX "slices_run" ON "slices" USING btree ("run","place");