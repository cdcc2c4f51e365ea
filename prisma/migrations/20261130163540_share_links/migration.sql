-- AlterTable
ALTER TABLE "workspace" ADD COLUMN     "linksAllowed" BOOLEAN NOT NULL DEFAULT true;

-- CreateTable
CREATE TABLE "share_link" (
    "id" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "workflowId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "audience" TEXT NOT NULL,
    "instructions" BOOLEAN NOT NULL,
    "fields" BOOLEAN NOT NULL,
    "expiresAt" TIMESTAMP(3),
    "revokedAt" TIMESTAMP(3),
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "share_link_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "share_link_hash_key" ON "share_link"("hash");

-- CreateIndex
CREATE INDEX "share_link_workspaceId_createdAt_idx" ON "share_link"("workspaceId", "createdAt");

-- AddForeignKey
ALTER TABLE "share_link" ADD CONSTRAINT "share_link_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
