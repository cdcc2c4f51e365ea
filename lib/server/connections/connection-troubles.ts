import { loadMisses } from "../../adapters/store/runners.ts";
import { server } from "../ports.ts";

type Row = { id: string; practice: boolean };

/**
 * Finds what is known against connections before a run needs them: the demo company is not set up, or a runner at work could
 * not reach one when it tried last. Returns what says it of a connection, in a sentence.
 */
export async function connectionTroubles(): Promise<(row: Row) => { unreachable?: string }> {
  const { db, demo, engine } = await server();
  const state = demo.state();
  // The built-in database has no other runner than the one in this process.
  const misses = engine === "postgres" ? await loadMisses(db) : [];
  return ({ id, practice }) => {
    if (practice && !state.ready) return { unreachable: `The demo company is not set up. ${state.why}` };
    const missed = misses.filter(({ connectionId }) => connectionId === id);
    if (missed.length === 0) return {};
    const said = missed.map(
      ({ runner, why, at }) => `The runner ${runner} could not reach it ${minutesAgo(at)}: ${why}`,
    );
    return { unreachable: said.join(" ") };
  };
}

function minutesAgo(at: number): string {
  const minutes = Math.round((Date.now() - at) / 60_000);
  return minutes < 1 ? "just now" : minutes === 1 ? "a minute ago" : `${minutes} minutes ago`;
}
