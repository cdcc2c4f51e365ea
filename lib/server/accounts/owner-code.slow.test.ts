import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { onPostgres } from "../../../scripts/on-postgres.ts";
import { openStore } from "../../adapters/store/open-store.ts";
import { isOwnerCode, issueOwnerCode } from "./owner-code.ts";

onPostgres("the owner's code", (postgres) => {
  test("servers that start at once each print one, and one of them works", async () => {
    const { prisma, close } = await openStore({ databaseUrl: postgres().url, dataDir: tmpdir() });
    const codes = await Promise.all(Array.from({ length: 8 }, () => issueOwnerCode(prisma)));
    const works = await Promise.all(codes.map((code) => isOwnerCode(prisma, code)));
    expect(works.filter(Boolean)).toHaveLength(1);
    await close();
  });
});
