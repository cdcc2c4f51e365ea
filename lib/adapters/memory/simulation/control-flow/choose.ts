import type { PlanFlow, PlanStep } from "../../../../plan/plan.ts";

/** What becomes of a way back that is to be taken: it is, or it has been taken too often. */
export type Way = "take" | "go-on" | "fail";

/** The flows that are to be taken after a visit, or the way back that was used up. */
export type Chosen = { live: PlanFlow[]; back: PlanFlow | null } | { usedUp: PlanFlow };

export type Choosing = {
  /** Those that follow on how the visit ended, in order. */
  flows: readonly PlanFlow[];
  holds: (flow: PlanFlow) => boolean;
  way: (back: PlanFlow) => Way;
  leaves: (flow: PlanFlow, back: PlanFlow) => boolean;
};

/** Which flows from a step are taken. */
export function choose(step: PlanStep, choosing: Choosing): Chosen {
  if (step.kind !== "branch") return ofAny(choosing);
  return step.takes === "first" ? ofFirst(choosing) : ofEvery(choosing);
}

const NONE: Chosen = { live: [], back: null };

function ofAny({ flows, holds, way, leaves }: Choosing): Chosen {
  const back = firstWay(
    flows.filter((flow) => flow.back && holds(flow)),
    way,
  );
  if (back && "usedUp" in back) return back;
  const others = flows.filter((flow) => !flow.back && !(back && leaves(flow, back.taken)));
  return { live: others.filter(holds), back: back?.taken ?? null };
}

/** Cases in order, the else last; a way back that is used up is no case. */
function ofFirst({ flows, holds, way }: Choosing): Chosen {
  const cases = [...flows.filter(({ when }) => when !== null), ...flows.filter(({ when }) => when === null)];
  for (const flow of cases) {
    if (!holds(flow)) continue;
    if (!flow.back) return { live: [flow], back: null };
    const next = way(flow);
    if (next === "take") return { live: [], back: flow };
    if (next === "fail") return { usedUp: flow };
  }
  return NONE;
}

function ofEvery({ flows, holds, way, leaves }: Choosing): Chosen {
  const sorts = [
    flows.filter((flow) => flow.when !== null && holds(flow)),
    flows.filter(({ when }) => when === null),
  ];
  for (const held of sorts) {
    const back = firstWay(
      held.filter((flow) => flow.back),
      way,
    );
    if (back && "usedUp" in back) return back;
    const others = held.filter((flow) => !flow.back);
    if (back) return { live: others.filter((flow) => !leaves(flow, back.taken)), back: back.taken };
    if (others.length > 0) return { live: others, back: null };
  }
  return NONE;
}

/** The first of these ways back that may be taken. */
function firstWay(
  backs: readonly PlanFlow[],
  way: (back: PlanFlow) => Way,
): { taken: PlanFlow } | { usedUp: PlanFlow } | null {
  for (const back of backs) {
    const next = way(back);
    if (next === "take") return { taken: back };
    if (next === "fail") return { usedUp: back };
  }
  return null;
}
