import type { RunEvent } from "@/lib/run/event.ts";
import { type Control, controlIn, createControlTimeline, type FrameControl } from "@/lib/trace/control.ts";
import type { LiveRun } from "./live-run.ts";

type Folded = { events: readonly RunEvent[]; at: ReturnType<typeof createControlTimeline> };

const folded = new WeakMap<LiveRun, Folded>();

/**
 * Where control is at the moment being viewed of a run, in the frame that a visit to a workflow opened, or in the run's own
 * (null). Null where that has not begun, or the run's plan is not known here. Read-only, and changes in place, as traces are.
 * It is no part of the run's own code, because a page needs it only once there is something to show.
 */
export function controlOf(run: LiveRun, visit: number | null): FrameControl | null {
  const control = wholeControl(run);
  return (control && controlIn(control, visit)) ?? null;
}

/** The last event by which anything about flows may have changed; 0 before the first. */
export const controlMovedSeq = (run: LiveRun): number => wholeControl(run)?.movedSeq ?? 0;

function wholeControl(run: LiveRun): Control | null {
  if (!run.plan) return null;
  const events = run.events();
  let known = folded.get(run);
  if (known?.events !== events) {
    known = { events, at: createControlTimeline(run.runId, run.plan) };
    folded.set(run, known);
  }
  return known.at(events, run.seq());
}
