-- DropIndex
DROP INDEX "run_head_status_lease_until_idx";

-- AlterTable
ALTER TABLE "run" ADD COLUMN     "pinned" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "run_head" ADD COLUMN     "begun" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "due_at" TIMESTAMPTZ(6) DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "format" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "messages_sent" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "messages_taken" INTEGER NOT NULL DEFAULT 0;

-- What the rows said so far, in the new columns.
UPDATE "run_head" SET
  "begun" = "epoch" > 0,
  "due_at" = CASE "status" WHEN 'ended' THEN NULL WHEN 'running' THEN coalesce("lease_until", now())
    WHEN 'waiting' THEN "wake_at" ELSE now() END,
  "messages_sent" = (SELECT count(*) FROM "run_message" WHERE "run_id" = "run_head"."id"),
  "messages_taken" = (SELECT count(*) FROM "run_message" WHERE "run_id" = "run_head"."id" AND "consumed");
UPDATE "run_head" SET "status" = 'queued', "due_at" = now()
WHERE "status" = 'waiting' AND "messages_sent" > "messages_taken";

ALTER TABLE "run_head" DROP COLUMN "lease_until",
DROP COLUMN "wake_at";

-- Room in each page for the new version of a row, because every append updates one.
ALTER TABLE "run_head" SET (fillfactor = 60);

-- AlterTable
ALTER TABLE "workspace" ADD COLUMN     "retentionDays" INTEGER;

-- CreateTable
CREATE TABLE "runner" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "slots" INTEGER NOT NULL,
    "format" INTEGER NOT NULL,
    "draining" BOOLEAN NOT NULL DEFAULT false,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "runner_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_tombstone" (
    "runId" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "workflowName" TEXT NOT NULL,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "lastSeq" INTEGER NOT NULL,
    "chainHash" TEXT NOT NULL,
    "deletedBy" TEXT,
    "deletedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "run_tombstone_pkey" PRIMARY KEY ("runId")
);

-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "run_summary_status_idx" ON "run_summary"("status");

-- CreateIndex
CREATE INDEX "run_tombstone_workspaceId_deletedAt_idx" ON "run_tombstone"("workspaceId", "deletedAt");

-- CreateIndex
CREATE INDEX "run_head_workspace_id_begun_due_at_idx" ON "run_head"("workspace_id", "begun", "due_at");

-- AddForeignKey
ALTER TABLE "run_tombstone" ADD CONSTRAINT "run_tombstone_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
