-- CreateTable
CREATE TABLE "sent_mail" (
    "workspaceId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "connectionId" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sent_mail_pkey" PRIMARY KEY ("workspaceId","key")
);

-- CreateIndex
CREATE INDEX "sent_mail_connectionId_at_idx" ON "sent_mail"("connectionId", "at");

-- CreateIndex
CREATE INDEX "sent_mail_connectionId_runId_idx" ON "sent_mail"("connectionId", "runId");

-- AddForeignKey
ALTER TABLE "sent_mail" ADD CONSTRAINT "sent_mail_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
