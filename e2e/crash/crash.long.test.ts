import { afterAll, describe, expect, test } from "vitest";
import { whyNoPostgres } from "../../scripts/temporary-postgres.ts";
import { type Cycle, campaign } from "./campaign.ts";
import { PgliteBench } from "./pglite-bench.ts";
import { killServerCycle } from "./pglite-cycle.ts";
import { pglitePoints, randomMoment } from "./pglite-points.ts";
import { PostgresBench } from "./postgres-bench.ts";
import { killCycle } from "./postgres-cycle.ts";
import {
  allRunnersCycle,
  databaseCycle,
  drivingWebCycle,
  freezeCycle,
  frozenWebCycle,
  webCycle,
} from "./postgres-faults.ts";
import { postgresPoints, randomPoint } from "./postgres-points.ts";
import { neighbourCycle, poisonCycle } from "./postgres-poison.ts";
import { givenSeed, seeded } from "./seeded.ts";
import { quantile, Tally } from "./tally.ts";
import type { Workflow } from "./world.ts";

/** Every round goes over every kill point once, on a bench of its own. Five rounds are some 370 kills in half an hour. */
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 5);
const RANDOM_KILLS = 8;
/** How long the database is down, round by round, ms. */
const DOWN_MS = [0, 1_000, 3_000, 10_000, 30_000];

const missing = await whyNoPostgres();
const rounds = Array.from({ length: ROUNDS }, (_, round) => round);

describe.skipIf(missing !== null)("hundreds of kills", () => {
  const seed = givenSeed();
  const tallies = { postgres: new Tally("PostgreSQL"), pglite: new Tally("PGlite") };
  afterAll(() => console.log(`${tallies.postgres.table()}\n\n${tallies.pglite.table()}`));

  test.each(rounds)("PostgreSQL, round %i", async (round) => {
    const random = seeded(seed + round);
    const bench = await PostgresBench.open(3);
    try {
      const cycles = postgresCycles(round, random, tallies.postgres);
      expect(await campaign(bench, cycles, tallies.postgres, () => bench.forgotten())).toEqual([]);
    } finally {
      await bench.close();
    }
  });

  test.each(rounds)("PGlite, round %i", async (round) => {
    const random = seeded(seed + 1_000 + round);
    const bench = await PgliteBench.open();
    try {
      expect(await campaign(bench, pgliteCycles(random, tallies.pglite), tallies.pglite)).toEqual([]);
    } finally {
      await bench.close();
    }
  });

  test("a run beside a poison run is not set aside with it", async () => {
    const bench = await PostgresBench.open(1);
    try {
      const cycle = {
        point: "poison run beside another",
        perform: () => neighbourCycle(bench, tallies.postgres),
      };
      expect(await campaign(bench, [cycle], tallies.postgres, () => bench.forgotten())).toEqual([]);
    } finally {
      await bench.close();
    }
  });

  test("another runner goes on within 5 s for 95 of 100 runs, and within 10 s always", () => {
    const times = tallies.postgres.takeovers();
    expect(quantile(times, 0.95)).toBeLessThanOrEqual(5_000);
    expect(quantile(times, 1)).toBeLessThanOrEqual(10_000);
  });
});

/** Two runs, more or less, that go on beside the one that a cycle is about. */
function company(random: () => number): Workflow[] {
  const all: Workflow[] = ["dispatch", "long", "rounds", "batch", "order"];
  return all.filter(() => random() < 0.4);
}

function postgresCycles(round: number, random: () => number, tally: Tally): Cycle<PostgresBench>[] {
  const downMs = DOWN_MS[round % DOWN_MS.length] ?? 0;
  const afterMs = () => Math.round(random() * 1_500);
  const kills = [...postgresPoints, ...Array.from({ length: RANDOM_KILLS }, () => randomPoint(random))];
  const freezes = [
    { where: "in a call", thaw: "while it goes on" },
    { where: "in a call", thaw: "after its end" },
    { where: "storing a reply", thaw: "while it goes on" },
    { where: "storing a reply", thaw: "after its end" },
  ] as const;
  const databases = [
    { how: "cut", downMs: 0 },
    { how: "cut", downMs: 0 },
    { how: "fast", downMs },
    { how: "immediate", downMs },
  ] as const;
  const poisons = ["at the claim", "in a call"] as const;
  const cycle = (point: string, perform: Cycle<PostgresBench>["perform"]) => ({ point, perform });
  return [
    ...kills.map((point) => cycle(point.name, (bench) => killCycle(bench, point, tally, company(random)))),
    ...freezes.map((freeze) => cycle("runner frozen", (bench) => freezeCycle(bench, freeze, tally))),
    ...databases.map((fault) =>
      cycle("database away", (bench) => databaseCycle(bench, { ...fault, afterMs: afterMs() }, tally)),
    ),
    cycle("web server killed", (bench) => webCycle(bench, afterMs(), tally)),
    cycle("web server killed", (bench) => drivingWebCycle(bench, afterMs(), tally)),
    cycle("web server frozen", (bench) => frozenWebCycle(bench, tally)),
    ...poisons.map((where) => cycle("poison run", (bench) => poisonCycle(bench, where, tally))),
    cycle("all runners killed", (bench) => allRunnersCycle(bench, afterMs(), tally)),
  ];
}

function pgliteCycles(random: () => number, tally: Tally): Cycle<PgliteBench>[] {
  const kills = [...pglitePoints, ...Array.from({ length: 4 }, () => randomMoment(random))];
  return [
    ...kills.map((point) => ({
      point: point.name,
      perform: (bench: PgliteBench) => killServerCycle(bench, point, tally, { others: company(random) }),
    })),
    ...[0, 1].map(() => ({
      point: "any time, and again while it opens",
      perform: (bench: PgliteBench) => {
        const point = { ...randomMoment(random), name: "any time, and again while it opens" };
        const openMs = Math.round(random() * 3_000);
        return killServerCycle(bench, point, tally, { others: company(random), openMs });
      },
    })),
  ];
}
