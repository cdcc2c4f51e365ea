import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { whyNoPostgres } from "../../scripts/temporary-postgres.ts";
import { violations } from "./checker.ts";
import { PostgresBench } from "./postgres-bench.ts";
import { killCycle } from "./postgres-cycle.ts";
import { databaseCycle, drivingWebCycle, freezeCycle } from "./postgres-faults.ts";
import { postgresPoints } from "./postgres-points.ts";
import { poisonCycle } from "./postgres-poison.ts";
import { Tally } from "./tally.ts";

const missing = await whyNoPostgres();
if (missing !== null) console.warn(`Skipped: crash tests on PostgreSQL. ${missing}`);

/** A few of each kind; `crash.long.test.ts` has them all, many times. */
const FEW = new Set([
  "call begun in the log, not sent",
  "model call in flight",
  "model call mid-stream",
  "HTTP write done, not stored",
  "keyed HTTP write done, not stored",
  "an item of a map filed, not stored",
  "filed by a workflow for an item, not stored",
  "storing a reply, stored all the same",
  "run ended, lists not written",
]);
const MOST_MS = 90_000;

describe.skipIf(missing !== null)("runners on PostgreSQL", () => {
  let bench: PostgresBench;
  const tally = new Tally("PostgreSQL");
  beforeAll(async () => {
    bench = await PostgresBench.open();
  }, MOST_MS);
  afterAll(async () => {
    console.log(tally.table());
    await bench?.close();
  }, MOST_MS);

  async function nothingLost() {
    expect(await violations(await bench.history())).toEqual([]);
    expect(await bench.forgotten()).toEqual([]);
  }

  const points = postgresPoints.filter(({ name }) => FEW.has(name));
  test.each(points)(
    "kill -9 at: $name",
    async (point) => {
      await killCycle(bench, point, tally, ["dispatch"]);
      await nothingLost();
    },
    MOST_MS,
  );

  test(
    "a runner frozen past its lease is refused when it wants to store what it has",
    async () => {
      await freezeCycle(bench, { where: "storing a reply", thaw: "after its end" }, tally);
      await nothingLost();
    },
    MOST_MS,
  );

  test(
    "all connections are cut",
    async () => {
      await databaseCycle(bench, { how: "cut", downMs: 0, afterMs: 300 }, tally);
      await nothingLost();
    },
    MOST_MS,
  );

  test(
    "the database dies and comes back",
    async () => {
      await databaseCycle(bench, { how: "immediate", downMs: 500, afterMs: 600 }, tally);
      await nothingLost();
    },
    MOST_MS,
  );

  test(
    "a web server is killed with the runs that it drives",
    async () => {
      await drivingWebCycle(bench, 500, tally);
      await nothingLost();
    },
    MOST_MS,
  );

  test(
    "a run whose runners all die is set aside, and nobody gets it again",
    async () => {
      await poisonCycle(bench, "at the claim", tally);
      await nothingLost();
    },
    MOST_MS,
  );

  test("every kill was tried, and another runner went on within 10 s", () => {
    expect(points).toHaveLength(FEW.size);
    expect(points.filter(({ inFlight }) => inFlight).length).toBeGreaterThanOrEqual(4);
    expect(tally.takeovers().at(-1)).toBeLessThanOrEqual(10_000);
  });
});
