import type { ControlEdge } from "../edge.ts";
import { flowGraph, forwardInto } from "../flow-graph.ts";
import type { GraphIndex } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import type { GraphNode, Join } from "../node.ts";
import { type Check, called } from "./check.ts";

/** Checks that what waits for several flows can be met by those that lead to it. */
export const joins: Check = (index) =>
  index.graph.nodes.flatMap((node): Issue[] => {
    if (!("join" in node) || !node.join) return [];
    const flows = forwardInto(index, node.id);
    return tooMany(node, node.join, flows.length) ?? neverMet(index, { node, join: node.join, flows });
  });

function tooMany(node: GraphNode, { needs }: Join, flows: number): Issue[] | null {
  if (typeof needs !== "number" || needs <= flows) return null;
  const wait = { type: "node-change" as const, id: node.id };
  return [
    {
      code: "join-alone",
      severity: "warning",
      nodeId: node.id,
      field: ["join", "needs"],
      message: `${called(node)} waits for ${needs} of the flows that lead to it, and ${flowCount(flows)}. It waits for all of them.`,
      fix:
        flows < 2
          ? { label: "Don't wait for several", edits: [{ ...wait, path: ["join"] }] }
          : { label: "Wait for all of them", edits: [{ ...wait, path: ["join", "needs"], value: "all" }] },
    },
  ];
}

const flowCount = (flows: number) =>
  flows === 0 ? "there is none" : flows === 1 ? "there is only one" : `there are only ${flows}`;

type Waiting = { node: GraphNode; join: Join; flows: readonly ControlEdge[] };

/** Of the cases of a branch that takes the first, no two come. With a time, it begins at its end all the same. */
function neverMet(index: GraphIndex, { node, join, flows }: Waiting): Issue[] {
  const { needs, withinMs } = join;
  if (typeof needs !== "number" || needs < 2 || withinMs !== null) return [];
  const id = flowGraph(index).common(flows.map(({ from }) => from));
  const branch = id === null ? undefined : index.node(id);
  if (branch?.kind !== "branch" || branch.takes !== "first") return [];
  const perCase = Map.groupBy(flows, (flow) => caseOf(index, branch.id, flow));
  const always = perCase.get(null)?.length ?? 0;
  const most = Math.max(0, ...[...perCase].flatMap(([one, all]) => (one === null ? [] : [all.length])));
  if (always + most >= needs) return [];
  return [
    {
      code: "join-never",
      severity: "error",
      nodeId: node.id,
      field: ["join", "needs"],
      message: `${called(node)} waits for ${needs} flows, but ${called(branch)} takes one case only, so they never all come.`,
      fix: {
        label: "Wait for the first",
        edits: [{ type: "node-change", id: node.id, path: ["join", "needs"], value: "any" }],
      },
    },
  ];
}

/** The id of the only case of a branch by which a flow can come; null where it may come by several. */
function caseOf(index: GraphIndex, branch: string, flow: ControlEdge): string | null {
  if (flow.from === branch) return flow.id;
  const { closest } = flowGraph(index);
  let at = flow.from;
  for (let up = closest(at); up !== branch; up = closest(at)) {
    if (up === null) return null;
    at = up;
  }
  const [only, ...others] = forwardInto(index, at);
  return only && others.length === 0 ? only.id : null;
}
