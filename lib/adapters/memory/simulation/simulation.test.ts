import { expect, test } from "vitest";
import { explore, seedFrom } from "./explore.ts";
import { Tally } from "./simulate.ts";

const GRAPHS = 500;

test("500 random runs hold what is promised and come to what the reference says, whatever crashes", {
  timeout: 120_000,
}, async () => {
  const again = seedFrom(process.env.TUTTI_SIMULATION_SEED);
  const tally = new Tally();
  expect(await explore({ seed: 20_261_120, graphs: GRAPHS, ...again }, tally)).toBeNull();
  if (again?.path !== undefined) return;
  expect(tally.graphs).toBe(GRAPHS);
  expect(tally.compared / tally.runs).toBeGreaterThan(0.75);
  for (const count of [tally.crashes, tally.takeovers, tally.zombies, tally.drains, tally.cancels])
    expect(count).toBeGreaterThan(30);
});
