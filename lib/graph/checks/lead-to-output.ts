import type { GraphIndex } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import { called } from "./check.ts";

/** The fix that leads from a node on to the output, where there is exactly one; the name stands behind `label`. */
export function leadToOutput(index: GraphIndex, from: string, label: string): Pick<Issue, "fix"> {
  const [output, ...others] = index.graph.nodes.filter((node) => node.kind === "output");
  if (!output || others.length > 0) return {};
  let id = `${from}-${output.id}`.slice(0, 50);
  for (let number = 2; index.edge(id); number++) id = `${`${from}-${output.id}`.slice(0, 50)}-${number}`;
  const edge = { id, kind: "flow" as const, from, to: output.id, context: [] };
  return { fix: { label: `${label} ${called(output)}`, edits: [{ type: "edge-add", edge }] } };
}
