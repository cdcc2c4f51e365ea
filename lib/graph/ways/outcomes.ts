import type { ControlEdge, FlowEdge } from "../edge.ts";
import type { GraphNode } from "../node.ts";

/** How a step may end: the flows that are live then, of those that matter. `byCondition`: a condition has decided that. */
export type Outcome = { live: readonly ControlEdge[]; byCondition: boolean };

/** The flows from a step, ways back included; where one has to lead to matter; and whose loops matter. */
export type Onward = {
  on: readonly ControlEdge[];
  leadsThere: ReadonlySet<string>;
  /** Whether what is looked at is inside the loop of a way back. Elsewhere only the loop's end matters. */
  isInside: (back: ControlEdge) => boolean;
};

/** So many conditions of one step are told apart, each true or false. */
const CONDITIONS = 8;

/** How a step that has begun may end, without what stops the run; null: in too many ways to tell. */
export function outcomes(node: GraphNode, onward: Onward): Outcome[] | null {
  const ends =
    node.kind !== "branch"
      ? ofWork(node, onward)
      : node.takes === "first"
        ? ofFirst(onward)
        : ofEvery(onward);
  if (!ends) return null;
  const matter = ends.map(({ live, byCondition }) => ({
    live: live.filter((flow) => !flow.back && onward.leadsThere.has(flow.to)),
    byCondition,
  }));
  const different = Map.groupBy(matter, ({ live }) => live.map((flow) => flow.id).join(" "));
  return [...different.values()].flatMap((same) => same.find((one) => !one.byCondition) ?? same[0] ?? []);
}

const isFlow = (edge: ControlEdge): edge is FlowEdge => edge.kind === "flow";

/** By a step with work: well, by a failure, left out where it failed, or by handing over. */
function ofWork(node: GraphNode, { on, isInside }: Onward): Outcome[] | null {
  const flows = on.filter(isFlow);
  const well = held(flows.filter((flow) => flow.on === undefined && !flow.back));
  const failed = flows.filter((flow) => flow.on === "failed");
  const afterFailure = held(failed.filter((flow) => !flow.back));
  if (!well || !afterFailure) return null;
  const goesBack = failed.some((flow) => flow.back && isInside(flow));
  const isLeftOut = "onFailure" in node && node.onFailure?.do === "leave-out";
  // Where nobody takes care of a failure, the run stops.
  const caredFor = afterFailure.filter(({ live }) => live.length > 0 || goesBack || isLeftOut);
  const over = on.flatMap((edge): Outcome[] =>
    edge.kind !== "handoff" || (edge.back && !isInside(edge)) ? [] : [{ live: [edge], byCondition: false }],
  );
  return [...well, ...caredFor, ...over];
}

/** By a branch that takes one case. */
function ofFirst({ on, isInside }: Onward): Outcome[] {
  const known = new Set<string>();
  const cases = on.filter(isFlow).filter(({ when }) => {
    const text = when?.trim() ?? "";
    const isNew = when === undefined || !known.has(text);
    known.add(text);
    return isNew;
  });
  const taken = cases.flatMap((flow): Outcome[] =>
    flow.back && !isInside(flow) ? [] : [{ live: [flow], byCondition: true }],
  );
  const isCovered = cases.some(({ when }) => when === undefined) || hasOpposed([...known]);
  return isCovered ? taken : [...taken, { live: [], byCondition: true }];
}

/** By a branch that takes each case that holds, and the else only where none does. */
function ofEvery({ on, isInside }: Onward): Outcome[] | null {
  const flows = on.filter(isFlow);
  const cases = held(flows.filter(({ when }) => when !== undefined));
  if (!cases) return null;
  const otherwise = flows.find(({ when }) => when === undefined);
  return cases.flatMap(({ live }): Outcome[] => {
    const ahead = live.filter((flow) => !flow.back);
    const back = live.filter((flow) => flow.back);
    if (ahead.length > 0) return [{ live: ahead, byCondition: true }];
    const ends: Outcome[] = [];
    if (back.some(isInside)) ends.push({ live: [], byCondition: true });
    // A way back that is used up is no case any more.
    if (back.length === 0 || back.some((flow) => flow.back?.usedUp === "go-on"))
      ends.push({ live: otherwise && !otherwise.back ? [otherwise] : [], byCondition: true });
    return ends;
  });
}

/** Which of these flows are live together: those without a condition, and the others as their conditions come out. */
function held(flows: readonly FlowEdge[]): Outcome[] | null {
  const conditions = new Set(flows.flatMap(({ when }) => (when === undefined ? [] : [plain(when).text])));
  if (conditions.size > CONDITIONS) return null;
  let truths: ReadonlySet<string>[] = [new Set()];
  for (const text of conditions) truths = truths.flatMap((one) => [one, new Set([...one, text])]);
  return truths.map((holding) => ({
    live: flows.filter(({ when }) => {
      if (when === undefined) return true;
      const { text, isNot } = plain(when);
      return holding.has(text) !== isNot;
    }),
    byCondition: conditions.size > 0,
  }));
}

/** A condition without the “not” before it. */
function plain(when: string): { text: string; isNot: boolean } {
  const text = when.trim();
  const inner = /^!\((.*)\)$/s.exec(text)?.[1] ?? /^!([\w.]+)$/.exec(text)?.[1];
  return inner === undefined ? { text, isNot: false } : { text: inner.trim(), isNot: true };
}

/** Whether one of these holds where another doesn't. */
function hasOpposed(texts: readonly string[]): boolean {
  const all = texts.map(plain);
  return all.some((one) => all.some((other) => other.text === one.text && other.isNot !== one.isNot));
}
