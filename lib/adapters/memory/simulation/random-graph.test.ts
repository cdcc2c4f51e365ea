import fc from "fast-check";
import { expect, test } from "vitest";
import { Graph } from "../../../graph/graph.ts";
import { compile } from "../../../plan/compile.ts";
import { buildGraph } from "./build-graph.ts";
import { graphSpec } from "./random-graph.ts";

test("every random graph is a document and compiles, and together they have all there is", () => {
  const specs = fc.sample(graphSpec, { numRuns: 500, seed: 3 });
  const kinds = new Map<string, number>();
  let compiled = 0;
  for (const spec of specs) {
    const graph = Graph.parse(buildGraph(spec));
    const result = compile(graph);
    if (result.ok) compiled += 1;
    else expect({ issues: result.issues, graph }).toEqual({ issues: [], graph });
    for (const node of graph.nodes) kinds.set(node.kind, (kinds.get(node.kind) ?? 0) + 1);
    for (const edge of graph.edges) kinds.set(edge.kind, (kinds.get(edge.kind) ?? 0) + 1);
  }
  expect(compiled).toBe(500);
  for (const kind of ["input", "agent", "supervisor", "tool", "output", "note", "flow", "worker"])
    expect(kinds.get(kind), kind).toBeGreaterThan(100);
});
