import type { PrismaClient } from "../../generated/prisma/client.ts";

/** The application's records, through Prisma. Inside `$transaction` use the client it hands you, never this one. */
export type Database = PrismaClient;
