-- CreateTable
CREATE TABLE "workflow_version" (
    "workflowId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "note" TEXT NOT NULL,
    "document" TEXT NOT NULL,
    "editSeq" INTEGER NOT NULL,
    "nodes" INTEGER NOT NULL,
    "publishedBy" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workflow_version_pkey" PRIMARY KEY ("workflowId","version")
);

-- CreateTable
CREATE TABLE "workflow_use" (
    "workflowId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "usesId" TEXT NOT NULL,
    "usesVersion" INTEGER NOT NULL,

    CONSTRAINT "workflow_use_pkey" PRIMARY KEY ("workflowId","version","usesId","usesVersion")
);

-- CreateIndex
CREATE INDEX "workflow_use_usesId_idx" ON "workflow_use"("usesId");

-- AddForeignKey
ALTER TABLE "workflow_version" ADD CONSTRAINT "workflow_version_workflowId_fkey" FOREIGN KEY ("workflowId") REFERENCES "workflow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workflow_use" ADD CONSTRAINT "workflow_use_workflowId_fkey" FOREIGN KEY ("workflowId") REFERENCES "workflow"("id") ON DELETE CASCADE ON UPDATE CASCADE;
