import { expect, test } from "vitest";
import { explore, seedFrom } from "./explore.ts";
import { Tally } from "./simulate.ts";

const GRAPHS = Number(process.env.TUTTI_SIMULATION_GRAPHS ?? 100_000);
/** Graphs of one seed; what a failure prints leads to one of them. */
const PART = 1_000;

test("a hundred thousand random runs hold what is promised and come to what the reference says", async () => {
  const first = seedFrom(process.env.TUTTI_SIMULATION_SEED) ?? { seed: Math.floor(Date.now() / 1_000) };
  const tally = new Tally();
  const failures: string[] = [];
  const began = performance.now();
  for (let done = 0; done < GRAPHS && failures.length < 5; done += PART) {
    const graphs = Math.min(PART, GRAPHS - done);
    const failure = await explore({ ...first, seed: first.seed + done, graphs }, tally);
    if (failure !== null) {
      failures.push(failure);
      // The rest may take half an hour.
      console.error(failure);
    }
    if (first.path !== undefined) break;
    if ((done + graphs) % 10_000 === 0) console.log(`${done + graphs} of ${GRAPHS} graphs`);
  }
  const minutes = (performance.now() - began) / 60_000;
  console.table({
    ...tally.table(),
    failures: failures.length,
    "first seed": first.seed,
    minutes: Math.round(minutes * 10) / 10,
  });
  expect(failures).toEqual([]);
  expect(tally.compared / tally.runs).toBeGreaterThan(0.65);
});
