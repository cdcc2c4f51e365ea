import { expect, test } from "vitest";
import { controlIn, emptyControl, foldControl } from "../../../trace/control.ts";
import { flowStand, isPassedOver } from "../../../trace/flow-stand.ts";
import { emptyTrace, fold } from "../../../trace/fold.ts";
import { waitsOf } from "../../../trace/waits.ts";
import { type Script, scriptsOf } from "./control-flow/every-order.ts";
import { type SmallGraph, smallGraphs } from "./control-flow/small-graphs.ts";
import { drivenBy, wholePlan } from "./drive-script.ts";

/** So many graphs are between one that is tried and the next. */
const EVERY = 29;

test("whatever the graph and the order, what is shown of flows and joins is what the engine does next", async () => {
  const seen = new Set<string>();
  let at = 0;
  for (const graph of smallGraphs(2, 1)) {
    if (at++ % EVERY !== 0) continue;
    const script = nth(scriptsOf(graph), at % 7);
    if (script) for (const what of await shownIn(graph, script)) seen.add(what);
  }
  for (const what of ["waits", "passed over", "taken", "condition", "failed", "not-failed", "used-up"])
    expect([...seen]).toContain(what);
});

/** The one of this ordinal, or the last before it. */
function nth<T>(all: Iterable<T>, ordinal: number): T | undefined {
  let found: T | undefined;
  let at = 0;
  for (const one of all) {
    found = one;
    if (at++ === ordinal) break;
  }
  return found;
}

/** Folds a run event by event, and checks what is shown before each step begins and at the end. Tells what came up. */
async function shownIn(graph: SmallGraph, script: Script): Promise<Set<string>> {
  const events = await drivenBy(graph, script);
  const control = emptyControl("run-1", wholePlan(graph));
  const trace = emptyTrace("run-1");
  const seen = new Set<string>();
  /** By edge, the visits after which control came along it: a loop is entered by the same one in every round. */
  const came = new Map<string, Set<number>>();
  const stand = (edge: string) => {
    const own = controlIn(control, null);
    return own ? flowStand(own, trace, edge) : null;
  };
  const stands = () => graph.plan.flows.map(({ edge }) => stand(edge));
  for (const event of events) {
    if (event.type === "span-start" && event.work.kind === "step") {
      expect(controlIn(control, null)).toSatisfy((own) => own && !isPassedOver(own, event.step));
      const { origin } = event.work;
      for (const { edge, from } of origin.by === "flow" ? origin.passed : []) {
        expect(stand(edge)?.last).toBe("taken");
        came.set(edge, (came.get(edge) ?? new Set()).add(from));
      }
    }
    const [movedSeq, before] = [control.movedSeq, stands()];
    foldControl(control, event);
    fold(trace, event);
    if (control.movedSeq === movedSeq) expect(stands()).toEqual(before);
    const own = controlIn(control, null);
    if (!own) continue;
    for (const { id } of graph.plan.steps) {
      if (isPassedOver(own, id)) seen.add("passed over");
      const waits = waitsOf(own, id);
      if (!waits) continue;
      seen.add("waits");
      expect(waits.needs).toBeGreaterThan(0);
      expect(waits.needs).toBeLessThanOrEqual(waits.from.length);
      for (const from of waits.from) expect(isPassedOver(own, from)).toBe(false);
    }
  }
  for (const { edge } of graph.plan.flows) {
    const { times = 0, last = "open" } = stand(edge) ?? {};
    expect(last, JSON.stringify(graph.plan)).not.toBe("open");
    expect(last).not.toEqual({ why: "closed" });
    // What came too late for a join was taken all the same.
    expect(times).toBeGreaterThanOrEqual(came.get(edge)?.size ?? 0);
    seen.add(typeof last === "string" ? last : last.why);
  }
  return seen;
}
