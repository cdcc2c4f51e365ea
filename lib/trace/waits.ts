import { flowsInto, indexOf } from "../plan/plan-index.ts";
import type { Frame } from "../run/frame.ts";
import { standing } from "../run/join.ts";
import { type FrameControl, isStopping } from "./control.ts";

/**
 * What a step waits for: `needs` of the steps `from`, of which nothing has come yet. `dueAt`: when it begins with what has
 * come, epoch ms; null where its join has no time, or nothing has come.
 */
export type Waits = { from: string[]; needs: number; dueAt: number | null };

/**
 * What a step still waits for while the run goes on; null where it waits for nothing: it is at work, done or passed over,
 * control is nowhere near it, or only one way leads to it.
 */
export function waitsOf(control: FrameControl, step: string): Waits | null {
  if (isStopping(control)) return null;
  const { frame } = control;
  return waitsForRound(frame, step) ?? waitsForJoin(frame, step);
}

function waitsForJoin(frame: Frame, id: string): Waits | null {
  const flows = flowsInto(frame.plan, id);
  const step = frame.steps.get(id);
  if (flows.length < 2 || step?.begun || step?.dead) return null;
  const { live, needs } = standing(frame, id);
  const open = flows.filter(({ edge }) => {
    const state = frame.flows.get(edge);
    return state === undefined || state === "held";
  });
  const from = [...new Set(open.map((flow) => flow.from))];
  if (from.length === 0 || (live === 0 && !from.some((one) => isUnderWay(frame, one)))) return null;
  const missing = needs === "all" ? from.length : needs === "any" ? 1 - live : needs - live;
  if (missing <= 0) return null;
  return { from, needs: Math.min(missing, from.length), dueAt: step?.dueAt ?? null };
}

/** Control goes back to a step: it begins again once nothing in its loop is open. */
function waitsForRound(frame: Frame, id: string): Waits | null {
  for (const edge of frame.goingBack.keys()) {
    const way = indexOf(frame.plan).flows.get(edge);
    if (!way?.back || way.to !== id) continue;
    const from = way.back.loop.filter((one) => (frame.steps.get(one)?.open ?? null) !== null);
    if (from.length > 0) return { from, needs: from.length, dueAt: null };
  }
  return null;
}

const isUnderWay = (frame: Frame, id: string) => (frame.steps.get(id)?.open ?? null) !== null;
