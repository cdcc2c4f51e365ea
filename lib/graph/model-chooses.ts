import type { ContextField, FlowEdge } from "./edge.ts";
import type { Graph, Position } from "./graph.ts";
import type { GraphEdit } from "./graph-edit.ts";
import { newNode } from "./new-node.ts";
import type { BranchNode } from "./node.ts";
import { freeReferenceName } from "./reference-name.ts";

/** The flows from a branch that are its cases, the else among them. */
const casesOf = ({ edges }: Graph, branch: string): FlowEdge[] =>
  edges.flatMap((edge) =>
    edge.kind === "flow" && edge.from === branch && edge.on === undefined ? [edge] : [],
  );

/** Whether there is something to choose between. */
export const hasChoice = (graph: Graph, { id }: BranchNode): boolean =>
  new Set(casesOf(graph, id).map(({ to }) => to)).size > 1;

/**
 * The edits that let a model choose the case of a branch: an agent before it, at `at`, which answers with the name of a
 * case and receives what the branch did; each case is taken on its name, and the last one where no other is. `newId` gives
 * ids for the agent and its edges.
 */
export function modelChooses(
  graph: Graph,
  branch: BranchNode,
  { at, newId }: { at: Position; newId: () => string },
): GraphEdit[] {
  const cases = casesOf(graph, branch.id);
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const names = namesOf(cases.map(({ to }) => nodes.get(to)?.name ?? ""));
  const taken = new Set(graph.nodes.map((node) => node.referenceName));
  const name = `Choose for ${branch.name}`.slice(0, 120);
  const id = newId();
  const agent = newNode("agent", id, { name });
  if (agent.kind !== "agent") return [];
  const referenceName = freeReferenceName({ name, kind: "agent" }, taken);
  const choices = cases.map(({ to }, place) => {
    const about = nodes.get(to)?.description.trim();
    return `- ${names[place]}${about ? `: ${about}` : ""}`;
  });
  const last = cases.find(({ when }) => when === undefined) ?? cases.at(-1);
  return [
    {
      type: "node-add",
      node: {
        ...agent,
        referenceName,
        description: "Chooses how it goes on.",
        instructions: `Choose how it goes on from what you receive. Answer with the one that fits best:\n${choices.join("\n")}`,
        output: {
          type: "object",
          properties: { case: { type: "string", enum: names, description: "The case that fits best." } },
          required: ["case"],
        },
      },
      position: at,
    },
    ...graph.edges.flatMap((edge): GraphEdit[] =>
      edge.kind === "flow" && edge.to === branch.id
        ? [{ type: "edge-change", id: edge.id, path: ["to"], value: id }]
        : [],
    ),
    { type: "edge-add", edge: { id: newId(), kind: "flow", from: id, to: branch.id, context: NOTHING } },
    ...cases.flatMap((one, place): GraphEdit[] => {
      const path = ["when"];
      if (one !== last) {
        const value = `results.${referenceName}.case == ${JSON.stringify(names[place])}`;
        return [{ type: "edge-change", id: one.id, path, value }];
      }
      return one.when === undefined ? [] : [{ type: "edge-change", id: one.id, path }];
    }),
    { type: "node-change", id: branch.id, path: ["takes"], value: "first" },
  ];
}

const NOTHING: ContextField[] = [];

/** Names of cases, each once: those of the steps that they lead to. */
function namesOf(wanted: readonly string[]): string[] {
  const names: string[] = [];
  for (const one of wanted) {
    const stem = one.trim() || "Case";
    let name = stem;
    for (let number = 2; names.includes(name); number++) name = `${stem} ${number}`;
    names.push(name);
  }
  return names;
}
