-- DropIndex
DROP INDEX "run_summary_workspaceId_startedAt_idx";

-- AlterTable
ALTER TABLE "run_summary" ADD COLUMN     "failedInside" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "indexVersion" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "missingInside" INTEGER NOT NULL DEFAULT 0,
ALTER COLUMN "durationMs" SET DATA TYPE BIGINT,
ALTER COLUMN "inputTokens" SET DATA TYPE BIGINT,
ALTER COLUMN "outputTokens" SET DATA TYPE BIGINT;

-- AlterTable
ALTER TABLE "span_summary" ALTER COLUMN "durationMs" SET DATA TYPE BIGINT,
ALTER COLUMN "inputTokens" SET DATA TYPE BIGINT,
ALTER COLUMN "outputTokens" SET DATA TYPE BIGINT;

-- CreateIndex
CREATE INDEX "run_head_due_at_workspace_id_idx" ON "run_head"("due_at", "workspace_id");

-- CreateIndex
CREATE INDEX "run_summary_workspaceId_startedAt_runId_idx" ON "run_summary"("workspaceId", "startedAt", "runId");

-- CreateIndex
CREATE INDEX "run_summary_indexVersion_idx" ON "run_summary"("indexVersion");
