import fc from "fast-check";
import { type Scenario, scenario, simulate, type Tally } from "./simulate.ts";
import type { Tampering } from "./world.ts";

/**
 * Which scenarios to try: `path` leads to one that failed before, as the failure's message says; `small` false leaves the
 * first that fails as large as it is.
 */
export type Exploration = {
  seed: number;
  path?: string;
  graphs: number;
  tamper?: Tampering;
  small?: boolean;
};

/** Simulates this many random scenarios; returns the first that fails, made small, with how to try it again, or null. */
export async function explore(
  { seed, path, graphs, tamper, small = true }: Exploration,
  tally: Tally,
): Promise<string | null> {
  const property = fc.asyncProperty(scenario, (one: Scenario) => simulate(one, tally, tamper));
  const details = await fc.check(property, {
    seed,
    ...(path && { path }),
    numRuns: graphs,
    endOnFailure: !small,
    interruptAfterTimeLimit: LONGEST_MS,
  });
  if (!details.failed) return null;
  if (details.counterexample === null)
    return `only ${details.numRuns} of ${graphs} graphs in ${LONGEST_MS} ms`;
  const said =
    details.errorInstance instanceof Error ? details.errorInstance.message : String(details.errorInstance);
  return `TUTTI_SIMULATION_SEED=${seed}/${details.counterexamplePath} fails:\n${said}`;
}

/** A slow machine gets this long for the graphs of one exploration, making a failing one small included. */
const LONGEST_MS = 10 * 60_000;

/** The seed in the environment, as a failure's message gave it: the seed, and after a slash the path. */
export function seedFrom(text: string | undefined): Pick<Exploration, "seed" | "path"> | null {
  const [seed, path] = text?.split("/") ?? [];
  if (seed === undefined || seed === "") return null;
  if (!/^-?\d+$/.test(seed))
    throw new Error(`TUTTI_SIMULATION_SEED: expected <seed> or <seed>/<path>, got ${text}`);
  return { seed: Number(seed), ...(path !== undefined && { path }) };
}
