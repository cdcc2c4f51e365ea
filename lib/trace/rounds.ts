import type { FlowPlan } from "../plan/plan.ts";
import { indexOf } from "../plan/plan-index.ts";
import type { Span, Trace } from "./trace.ts";

/**
 * One round of a loop: from the visit with which it begins (`span`) to the next round, or until nothing in the loop is open.
 * `number` counts from 1 each time that control enters the loop. Times are epoch ms; `to` is null while the round goes on.
 */
export type Round = { loop: string; number: number; span: number; from: number; to: number | null };

/** A loop of a plan: its first step, and all of them. Ways back to the same step close one loop. */
export type Loop = { first: string; steps: ReadonlySet<string> };

/** The loops of a plan, the widest first. */
export function loopsOf(plan: FlowPlan): Loop[] {
  const loops = new Map<string, Set<string>>();
  for (const { to, back } of plan.flows)
    if (back) loops.set(to, new Set([...(loops.get(to) ?? []), ...back.loop]));
  return [...loops]
    .map(([first, steps]) => ({ first, steps }))
    .toSorted((one, other) => other.steps.size - one.steps.size);
}

/** The rounds of the loops of the run's own graph, loop by loop, of loops in which control has gone back. */
export function roundsOf(trace: Trace, plan: FlowPlan): Round[] {
  const visits = trace.roots.flatMap((id) => trace.spans.get(id) ?? []).filter(({ kind }) => kind === "step");
  return loopsOf(plan).flatMap(({ first, steps }) => {
    const inside = visits.filter(({ step }) => steps.has(step));
    const rounds = inside.flatMap((visit) => (visit.step === first ? [visit] : []));
    if (!rounds.some((visit) => wentBack(visit, plan))) return [];
    let number = 0;
    return rounds.map((visit, at) => {
      number = wentBack(visit, plan) ? number + 1 : 1;
      const next = rounds[at + 1];
      const own = inside.filter(({ id }) => id >= visit.id && (next === undefined || id < next.id));
      return { loop: first, number, span: visit.id, from: visit.startedAt, to: endOf(own, next) };
    });
  });
}

/** Whether a visit was reached by a way back. */
function wentBack({ origin }: Span, plan: FlowPlan): boolean {
  if (origin?.by !== "flow") return false;
  return origin.passed.some(({ edge }) => indexOf(plan).flows.get(edge)?.back != null);
}

function endOf(own: readonly Span[], next: Span | undefined): number | null {
  const ends = own.map(({ endedAt }) => endedAt);
  const last = ends.reduce((one, other) => (one === null || other === null ? null : Math.max(one, other)));
  return last ?? next?.startedAt ?? null;
}
