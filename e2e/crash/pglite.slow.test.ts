import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { whyNoPostgres } from "../../scripts/temporary-postgres.ts";
import { violations } from "./checker.ts";
import { PgliteBench } from "./pglite-bench.ts";
import { killServerCycle, poisonServerCycle } from "./pglite-cycle.ts";
import { pglitePoints } from "./pglite-points.ts";
import { Tally } from "./tally.ts";

// The database that runs write to is a PostgreSQL, on PGlite too.
const missing = await whyNoPostgres();
if (missing !== null) console.warn(`Skipped: crash tests on PGlite. ${missing}`);

/** A few of each kind; `crash.long.test.ts` has them all, many times. */
const FEW = new Set([
  "model call in flight",
  "model call mid-stream",
  "HTTP write done, not stored",
  "keyed HTTP write done, not stored",
  "an item of a map filed, not stored",
  "filed by a workflow for an item, not stored",
  "mail sent, not stored",
  "cancelling",
]);
const MOST_MS = 120_000;

describe.skipIf(missing !== null)("the server on PGlite", () => {
  let bench: PgliteBench;
  const tally = new Tally("PGlite");
  beforeAll(async () => {
    bench = await PgliteBench.open();
  }, MOST_MS);
  afterAll(async () => {
    console.log(tally.table());
    await bench?.close();
  }, MOST_MS);

  const points = pglitePoints.filter(({ name }) => FEW.has(name));
  test.each(points)(
    "kill -9 at: $name",
    async (point) => {
      await killServerCycle(bench, point, tally, { others: ["dispatch"] });
    },
    MOST_MS,
  );

  test(
    "kill -9, and again while it opens",
    async () => {
      const [point] = points;
      if (point) await killServerCycle(bench, point, tally, { openMs: 700 });
    },
    MOST_MS,
  );

  test(
    "a run that takes the server down each time is set aside",
    async () => {
      await poisonServerCycle(bench, tally);
    },
    2 * MOST_MS,
  );

  test(
    "after all kills nothing is lost or repeated",
    async () => {
      expect(points).toHaveLength(FEW.size);
      expect(points.filter(({ inFlight }) => inFlight).length).toBeGreaterThanOrEqual(4);
      const history = await bench.history();
      expect(history.runs).toHaveLength(2 * FEW.size + 1 + 2);
      expect(await violations(history)).toEqual([]);
    },
    MOST_MS,
  );
});
