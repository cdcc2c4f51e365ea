-- AlterTable
ALTER TABLE "run" ADD COLUMN     "document" TEXT;
