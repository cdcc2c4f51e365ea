import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { explore, seedFrom } from "./explore.ts";
import { Tally } from "./simulate.ts";

const GRAPHS = 500;

test("500 random runs hold what is promised and come to what the reference says, whatever crashes", {
  timeout: 300_000,
}, async () => {
  const again = seedFrom(process.env.TUTTI_SIMULATION_SEED);
  const tally = new Tally();
  expect(await explore({ seed: 20_261_120, graphs: GRAPHS, ...again }, tally)).toBeNull();
  if (again?.path !== undefined) return;
  expect(tally.graphs).toBe(GRAPHS);
  expect(tally.compared / tally.runs).toBeGreaterThan(0.7);
  for (const count of [tally.crashes, tally.takeovers, tally.zombies, tally.drains, tally.cancels])
    expect(count).toBeGreaterThan(30);
  expect(tally.emptied).toBeGreaterThan(20);
});

test("the reference runs no code of the engine, and evaluates no expression as the engine does", () => {
  const seen = new Set<string>();
  const open = [join(import.meta.dirname, "reference.ts")];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const source = readFileSync(file, "utf8");
    for (const [, type, from = ""] of source.matchAll(/^import (type )?[^;]*? from "(.*)";$/gm)) {
      if (type) continue;
      expect(from, file).not.toMatch(/\/(engine|plan|run|trace)\/|graph\/(cel|template|loops|dominators)/);
      if (from.startsWith(".") && !from.includes("/graph/")) open.push(join(dirname(file), from));
    }
  }
  expect(seen.size).toBeGreaterThan(15);
});
