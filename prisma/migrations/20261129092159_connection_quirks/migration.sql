-- CreateTable
CREATE TABLE "connection_quirk" (
    "id" TEXT NOT NULL,
    "connectionId" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "quirk" TEXT NOT NULL,
    "said" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connection_quirk_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "connection_quirk_connectionId_model_quirk_key" ON "connection_quirk"("connectionId", "model", "quirk");

-- AddForeignKey
ALTER TABLE "connection_quirk" ADD CONSTRAINT "connection_quirk_connectionId_fkey" FOREIGN KEY ("connectionId") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;
