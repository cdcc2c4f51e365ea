import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { whyNoPostgres } from "../../scripts/temporary-postgres.ts";
import { violations } from "./checker.ts";
import { PostgresBench } from "./postgres-bench.ts";
import { killCycle } from "./postgres-cycle.ts";
import { databaseCycle, drivingWebCycle, freezeCycle, webCycle } from "./postgres-faults.ts";
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

  async function nothingLost() {
    expect(await violations(await bench.history())).toEqual([]);
    expect(await bench.forgotten()).toEqual([]);
  }

  test.each(postgresPoints.map((point) => [point.name, point] as const))(
    "kill -9 at: %s",
    async (_, point) => {
      await killCycle(bench, point, tally, ["dispatch"]);
      await nothingLost();
    },
    90_000,
  );

  test.each([
    { where: "in a call", thaw: "while it goes on" },
    { where: "in a call", thaw: "after its end" },
    { where: "storing a reply", thaw: "after its end" },
  ] as const)(
    "a runner frozen $where and thawed $thaw is refused",
    async (freeze) => {
      await freezeCycle(bench, freeze, tally);
      await nothingLost();
    },
    90_000,
  );

  test.each([
    { how: "cut", downMs: 0, afterMs: 300 },
    { how: "fast", downMs: 0, afterMs: 300 },
    { how: "immediate", downMs: 2_000, afterMs: 600 },
  ] as const)(
    "the database is gone: $how, down $downMs ms",
    async (fault) => {
      await databaseCycle(bench, fault, tally);
      await nothingLost();
    },
    90_000,
  );

  test("the web server is killed while runners drive", async () => {
    await webCycle(bench, 500, tally);
    await nothingLost();
  }, 90_000);

  test("a web server is killed with the runs that it drives", async () => {
    await drivingWebCycle(bench, 500, tally);
    await nothingLost();
  }, 90_000);
});
