-- AlterTable
ALTER TABLE "runner" ADD COLUMN     "unreachable" TEXT NOT NULL DEFAULT '[]';
