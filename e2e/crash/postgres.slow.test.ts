import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { whyNoPostgres } from "../../scripts/temporary-postgres.ts";
import { violations } from "./checker.ts";
import { PostgresBench } from "./postgres-bench.ts";
import { killCycle } from "./postgres-cycle.ts";
import { postgresPoints } from "./postgres-points.ts";
import { Tally } from "./tally.ts";

const missing = await whyNoPostgres();

describe.skipIf(missing !== null)("runners on PostgreSQL", () => {
  let bench: PostgresBench;
  const tally = new Tally("PostgreSQL");
  beforeAll(async () => {
    bench = await PostgresBench.open();
  }, 120_000);
  afterAll(async () => {
    console.log(tally.table());
    await bench?.close();
  }, 60_000);

  test.each(postgresPoints.map((point) => [point.name, point] as const))(
    "kill -9 at: %s",
    async (_, point) => {
      await killCycle(bench, point, tally, ["dispatch"]);
      expect(await violations(await bench.history())).toEqual([]);
      expect(await bench.forgotten()).toEqual([]);
    },
    90_000,
  );
});
