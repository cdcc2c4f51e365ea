-- AlterTable
ALTER TABLE "member" ADD COLUMN     "seenAt" TIMESTAMP(3);

-- AlterTable: those that are there get theirs from name and id
ALTER TABLE "workspace" ADD COLUMN     "slug" TEXT;
UPDATE "workspace" SET "slug" = trim(BOTH '-' FROM
  left(lower(regexp_replace("name", '[^A-Za-z0-9]+', '-', 'g')), 40) || '-' || right(replace("id", '-', ''), 6));
ALTER TABLE "workspace" ALTER COLUMN "slug" SET NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "workspace_slug_key" ON "workspace"("slug");
