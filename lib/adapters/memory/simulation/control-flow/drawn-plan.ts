import type { Join, OnFailure } from "../../../../graph/node.ts";
import type { FlowPlan, PlanFlow, PlanStep } from "../../../../plan/plan.ts";

/** A step of a small plan: `plain` is a tool that only reads. */
export type DrawnStep = {
  id: string;
  kind: "plain" | "first" | "every" | "output";
  join?: Join;
  onFailure?: OnFailure;
};

/** A flow of a small plan; it has an edge's id of its own place among the flows. */
export type DrawnFlow = Pick<PlanFlow, "from" | "to"> &
  Partial<Pick<PlanFlow, "on" | "when">> & {
    back?: { most: number; usedUp: "fail" | "go-on" };
  };

/** Where every small plan begins. */
export const ENTRY = "in";

/** A plan of these steps and flows, which begins at `in`. */
export function drawnPlan(steps: readonly DrawnStep[], flows: readonly DrawnFlow[]): FlowPlan {
  return {
    entry: ENTRY,
    steps: [INPUT, ...steps.map(stepOf)],
    flows: flows.map((flow, at) => flowOf(flow, at, flows)),
  };
}

const INPUT: PlanStep = {
  ...named(ENTRY),
  kind: "input",
  schema: { type: "object", properties: {}, required: [] },
};

const WHOLE: Join = { needs: "all", withinMs: null };

function named(id: string) {
  return { id, name: id.toUpperCase(), callName: id, description: "" };
}

function stepOf({ id, kind, join = WHOLE, onFailure }: DrawnStep): PlanStep {
  const base = { ...named(id), join };
  switch (kind) {
    case "first":
    case "every":
      return { ...base, kind: "branch", takes: kind };
    case "output":
      return { ...base, kind: "output", template: "So be it.", shows: [] };
    case "plain":
      return {
        ...base,
        kind: "tool",
        onFailure: onFailure ?? null,
        parameters: { type: "object", properties: {}, required: [] },
        tool: {
          type: "http",
          connectionId: null,
          method: "GET",
          url: "https://example.com/",
          headers: [],
          body: "",
          timeoutMs: 60_000,
        },
        effect: "read",
        retry: { attempts: 1, backoffMs: 0 },
      };
  }
}

function flowOf(
  { from, to, on = "ok", when = null, back }: DrawnFlow,
  at: number,
  all: readonly DrawnFlow[],
): PlanFlow {
  return {
    edge: `e${at}`,
    from,
    to,
    fields: [],
    handsOn: false,
    on,
    when,
    back: back ? { ...back, loop: loopIds(from, to, all) } : null,
  };
}

/** The steps of a loop as a compiler writes them down: its first step, and then those that lead to its last. */
function loopIds(last: string, first: string, flows: readonly DrawnFlow[]): string[] {
  const loop = [first];
  const add = (id: string) => {
    if (loop.includes(id)) return;
    loop.push(id);
    for (const flow of flows) if (flow.to === id) add(flow.from);
  };
  add(last);
  return loop;
}
