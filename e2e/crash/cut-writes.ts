import type { Outcome } from "../../lib/run/outcome.ts";
import { typeOf } from "./event-reader.ts";
import type { Watched } from "./watched.ts";
import type { World } from "./world.ts";

/**
 * Throws unless each of the run's `writes` filings has happened under a key of its own, at least one of them was asked for
 * twice because a crash had cut it, and the run ended well all the same.
 */
export function assertMadeAgain(world: World, run: Watched, writes = 1): void {
  const filed = world.effects.effects.filter(
    ({ target, what }) => target === "http" && isFiling(what, run.mark),
  );
  const times = filed.map((effect) => effect.times);
  const again = times.filter((count) => count === 2).length;
  if (times.length !== writes || again === 0 || times.some((count) => count > 2))
    throw new Error(
      `expected ${writes} filings for ${run.mark}, one or more asked for 2 times and the others once, got: ${times.join(", ")}`,
    );
  assertEnded(run, "ok");
}

/** Whether a request files the ticket, or an item of its list: `T-1` is neither `T-10` nor an item of that. */
const isFiling = (what: string, mark: string) => new RegExp(`/files/${mark}(-\\w+)? `).test(what);

/** Throws unless the run has ended like this on its page. */
export function assertEnded({ mark, reader }: Watched, status: Outcome["status"]): void {
  const last = reader.shown.at(-1);
  if (!last || typeOf(last) !== "run-end" || !last.text.includes(`"status":"${status}"`))
    throw new Error(`expected the run about ${mark} to end ${status}, got ${last?.text}`);
}
