import { afterAll, beforeAll, describe } from "vitest";
import { startTemporaryPostgres, type TemporaryPostgres, whyNoPostgres } from "./temporary-postgres.ts";

const missing = await whyNoPostgres();

/**
 * Tests on a PostgreSQL server of their own, which goes when they are through, failed or not. Where PostgreSQL is missing
 * and can't be installed they are skipped, and a line says so.
 */
export function onPostgres(
  name: string,
  suite: (server: () => TemporaryPostgres) => void,
  settings: Record<string, string> = { fsync: "off" },
): void {
  if (missing !== null) console.warn(`Skipped: ${name} on PostgreSQL. ${missing}`);
  describe.skipIf(missing !== null)(`${name} on PostgreSQL`, () => {
    let started: TemporaryPostgres | undefined;
    beforeAll(async () => {
      started = await startTemporaryPostgres(settings);
    });
    afterAll(() => started?.stop());
    suite(() => {
      if (started === undefined) throw new Error("expected the server to run: it does from beforeAll on");
      return started;
    });
  });
}
