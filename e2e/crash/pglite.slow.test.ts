import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { whyNoPostgres } from "../../scripts/temporary-postgres.ts";
import { violations } from "./checker.ts";
import { PgliteBench } from "./pglite-bench.ts";
import { killServerCycle } from "./pglite-cycle.ts";
import { pglitePoints } from "./pglite-points.ts";
import { Tally } from "./tally.ts";

// The database that runs write to is a PostgreSQL, on PGlite too.
const missing = await whyNoPostgres();

describe.skipIf(missing !== null)("the server on PGlite", () => {
  let bench: PgliteBench;
  const tally = new Tally("PGlite");
  beforeAll(async () => {
    bench = await PgliteBench.open();
  }, 120_000);
  afterAll(async () => {
    console.log(tally.table());
    await bench?.close();
  }, 60_000);

  test.each(pglitePoints.map((point) => [point.name, point] as const))(
    "kill -9 at: %s",
    async (_, point) => {
      await killServerCycle(bench, point, tally, { others: ["dispatch"] });
    },
    120_000,
  );

  test("after all kills nothing is lost or repeated", async () => {
    const history = await bench.history();
    expect(history.runs.length).toBeGreaterThan(0);
    expect(await violations(history)).toEqual([]);
  }, 60_000);
});
