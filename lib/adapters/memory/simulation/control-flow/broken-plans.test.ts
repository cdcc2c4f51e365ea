import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import type { JsonObject } from "../../../../graph/json.ts";
import type { FlowPlan } from "../../../../plan/plan.ts";
import { BROKEN, type Breaking } from "./broken-plans.ts";
import { scriptsOf } from "./every-order.ts";
import type { Fact } from "./facts.ts";
import { Follower, Impossible } from "./follower.ts";
import { type SmallGraph, smallGraphs } from "./small-graphs.ts";

test.each(Object.entries(BROKEN))("some small graph shows an engine that %s", (_name, breaking) => {
  expect(shownBy(smallGraphs(2, 1), breaking)).not.toBeNull();
});

test("no small graph shows an engine that gets nothing wrong", () => {
  expect(shownBy(smallGraphs(2, 0), (plan) => structuredClone(plan))).toBeNull();
});

/** The first graph and script with which it comes to something else. */
function shownBy(graphs: Iterable<SmallGraph>, breaking: Breaking) {
  for (const graph of graphs) {
    const broken = breaking(graph.plan);
    if (isDeepStrictEqual(broken, graph.plan)) continue;
    for (const script of scriptsOf(graph))
      if (courseOf(graph.plan, script) !== courseOf(broken, script)) return { graph, script };
  }
  return null;
}

function courseOf(plan: FlowPlan, { input, facts }: { input: JsonObject; facts: Fact[] }): string {
  const follower = new Follower(plan, input);
  const course = [follower.start()];
  try {
    for (const fact of facts) course.push(follower.take(fact));
  } catch (error) {
    if (!(error instanceof Impossible)) throw error;
    return error.message;
  }
  return JSON.stringify(course);
}
