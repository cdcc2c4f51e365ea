-- AlterTable
ALTER TABLE "workflow_edit" ADD COLUMN     "base" INTEGER,
ADD COLUMN     "foldedInto" INTEGER,
ADD COLUMN     "lost" TEXT,
ADD COLUMN     "page" TEXT,
ADD COLUMN     "since" TIMESTAMP(3),
ADD COLUMN     "step" TEXT,
ADD COLUMN     "undoes" TEXT,
ALTER COLUMN "edit" DROP NOT NULL,
ALTER COLUMN "inverse" DROP NOT NULL;
