import fc from "fast-check";
import { expect, test } from "vitest";
import { Graph } from "../../../graph/graph.ts";
import { compile } from "../../../plan/compile.ts";
import { buildGraph } from "./build-graph.ts";
import { graphSpec } from "./random-graph.ts";
import { CONNECTIONS } from "./simulate.ts";
import { unclear } from "./unclear.ts";

test("every random graph is a document and compiles, and together they have all there is", {
  timeout: 120_000,
}, () => {
  const specs = fc.sample(graphSpec, { numRuns: 200, seed: 3 });
  const kinds = new Map<string, number>();
  let compiled = 0;
  for (const spec of specs) {
    const { graph: drawn, workflows } = buildGraph(spec);
    const graph = Graph.parse(drawn);
    const result = compile(graph, { connections: CONNECTIONS, workflows });
    if (result.ok) compiled += 1;
    else expect({ issues: result.issues, graph }).toEqual({ issues: [], graph });
    for (const node of graph.nodes) kinds.set(node.kind, (kinds.get(node.kind) ?? 0) + 1);
    for (const edge of graph.edges) kinds.set(edge.kind, (kinds.get(edge.kind) ?? 0) + 1);
  }
  expect(compiled).toBe(200);
  for (const kind of [
    ...["input", "agent", "supervisor", "tool", "map", "workflow", "output", "note"],
    ...["flow", "worker", "item"],
  ])
    expect(kinds.get(kind), kind).toBeGreaterThan(40);
});

test("their control flow is always legal, and all of it comes up", { timeout: 120_000 }, () => {
  const specs = fc.sample(graphSpec, { numRuns: 300, seed: 5 });
  const found = new Map<string, number>();
  const count = (what: string) => found.set(what, (found.get(what) ?? 0) + 1);
  for (const spec of specs) {
    const graph = Graph.parse(buildGraph(spec).graph);
    expect(unclear(graph), JSON.stringify(graph)).toBe(false);
    for (const edge of graph.edges) {
      if (edge.kind === "handoff") count(edge.back ? `hand-back ${edge.back.usedUp}` : "handoff");
      if (edge.kind !== "flow") continue;
      if (edge.when !== undefined) count("when");
      if (edge.on) count("failed");
      if (edge.back) count(`back ${edge.back.usedUp}`);
    }
    if (graph.edges.filter((edge) => edge.kind === "flow" && edge.back).length > 1) count("loops");
    for (const node of graph.nodes) {
      if (node.kind === "branch") count(node.takes);
      if ("join" in node && node.join)
        count(`join ${node.join.withinMs === null ? node.join.needs : "within"}`);
      if ("onFailure" in node && node.onFailure) count(node.onFailure.do);
      if (node.kind === "tool" && node.retry) count("retry");
      if (node.kind === "agent" && node.accept) count("accept");
    }
  }
  for (const what of [
    "when",
    "failed",
    "back fail",
    "back go-on",
    "loops",
    "first",
    "every",
    "join any",
    "join 2",
    "join within",
    "handoff",
    "hand-back fail",
    "hand-back go-on",
  ])
    expect(found.get(what), what).toBeGreaterThan(5);
  for (const what of ["result", "leave-out", "retry", "accept"])
    expect(found.get(what), what).toBeGreaterThan(5);
});

test("workflows are inside each other three levels deep, with the ids of those outside", () => {
  const deepest = fc.sample(graphSpec, { numRuns: 300, seed: 7 }).map((spec) => {
    const { graph, workflows } = buildGraph(spec);
    const depth = ({ nodes }: Pick<Graph, "nodes">): number =>
      Math.max(
        0,
        ...nodes.flatMap((node) => {
          const used = node.kind === "workflow" && workflows.find(({ id }) => id === node.workflow?.id);
          return used ? [1 + depth(used.graph)] : [];
        }),
      );
    for (const used of workflows) expect(used.graph.nodes.map(({ id }) => id)).toContain("n1");
    return depth(graph);
  });
  expect(Math.max(...deepest)).toBeGreaterThanOrEqual(3);
  expect(deepest.filter((depth) => depth > 0).length).toBeGreaterThan(60);
});
