import type { Outcome } from "../../lib/run/outcome.ts";
import { FILINGS } from "./control-flow-workflows.ts";
import { typeOf } from "./event-reader.ts";
import type { Watched } from "./watched.ts";
import type { World } from "./world.ts";

/**
 * Throws unless the run has filed what it had to, if it has ended well: each ticket once, and under a key of its own, however
 * often a crash had the call made again. Runs of workflows that file nothing are fine.
 */
export function assertFiled(world: World, run: Watched): void {
  const expected = FILINGS[run.workflow] ?? 0;
  if (!hasEnded(run, "ok")) return;
  const filed = filingsOf(world, run);
  if (filed.length !== expected)
    throw new Error(
      `expected ${expected} filings of the run about ${run.mark}, got ${filed.map(({ what }) => what).join(", ")}`,
    );
}

/** Throws unless a crash had one or more of the run's filings asked for twice, and the run ended well all the same. */
export function assertMadeAgain(world: World, run: Watched): void {
  const times = filingsOf(world, run).map((effect) => effect.times);
  if (!times.includes(2) || times.some((count) => count > 2))
    throw new Error(
      `expected filings for ${run.mark} that were asked for 2 times, and others once, got: ${times.join(", ")}`,
    );
  assertEnded(run, "ok");
}

/** Throws unless the run has ended like this on its page. */
export function assertEnded(run: Watched, status: Outcome["status"]): void {
  if (!hasEnded(run, status))
    throw new Error(
      `expected the run about ${run.mark} to end ${status}, got ${run.reader.shown.at(-1)?.text}`,
    );
}

function hasEnded({ reader }: Watched, status: Outcome["status"]): boolean {
  const last = reader.shown.at(-1);
  return last !== undefined && typeOf(last) === "run-end" && last.text.includes(`"status":"${status}"`);
}

/** What the run has filed: its ticket, or items of its list. `T-1` is neither `T-10` nor an item of that. */
function filingsOf(world: World, { mark }: Watched) {
  const filing = new RegExp(`/files/${mark}(-\\w+)? `);
  return world.effects.effects.filter(({ target, what }) => target === "http" && filing.test(what));
}
