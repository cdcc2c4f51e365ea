import { edgeMisfit } from "../connectable.ts";
import { DEFAULT_ROUNDS, type GraphEdge, isControl } from "../edge.ts";
import type { GraphIndex } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import { newNode } from "../new-node.ts";
import type { GraphNode, NodeKind } from "../node.ts";
import { type Check, called } from "./check.ts";
import { leadToOutput } from "./lead-to-output.ts";

/**
 * Checks the shape of the drawing: one input, an output that can be reached, nothing unreachable, no dead ends,
 * nothing that follows a step which is only asked, no circles but those of ways back.
 */
export const shape: Check = (index) => [
  ...ends(index),
  ...unreachable(index),
  ...deadEnds(index),
  ...flowsFromAsked(index),
  ...cycles(index, "flow"),
  ...cycles(index, "worker"),
];

function ends(index: GraphIndex): Issue[] {
  const { nodes } = index.graph;
  const inputs = nodes.filter((node) => node.kind === "input");
  const outputs = nodes.filter((node) => node.kind === "output");
  const issues: Issue[] = [];
  if (inputs.length === 0)
    issues.push({
      code: "no-input",
      severity: "error",
      message: "There is no input, so nobody could say what a run is about.",
      fix: { label: "Add an input", edits: [added(index, "input", 0)] },
    });
  for (const input of inputs.slice(1))
    issues.push({
      code: "several-inputs",
      severity: "error",
      nodeId: input.id,
      message: `A run begins at one input, and ${called(input)} is one more.`,
      fix: { label: "Remove this input", edits: [{ type: "node-remove", id: input.id }] },
    });
  if (outputs.length === 0)
    issues.push({
      code: "no-output",
      severity: "error",
      message: "There is no output, so a run would have no answer.",
      fix: { label: "Add an output", edits: [added(index, "output", 960)] },
    });
  else if (inputs.length > 0 && outputs.every((output) => !ledTo(index, output.id)))
    issues.push({
      code: "output-unreached",
      severity: "error",
      nodeId: outputs[0]?.id ?? "",
      message: `No “then” leads from the input to ${called(outputs[0])}, so a run would have no answer.`,
    });
  return issues;
}

const ledTo = (index: GraphIndex, id: string) => index.ledTo.has(id);

function added(index: GraphIndex, kind: NodeKind, x: number) {
  let id: string = kind;
  for (let number = 2; index.node(id); number++) id = `${kind}-${number}`;
  return { type: "node-add" as const, node: newNode(kind, id), position: { x, y: 0 } };
}

function unreachable(index: GraphIndex): Issue[] {
  if (!index.graph.nodes.some((node) => node.kind === "input")) return [];
  return index.graph.nodes.flatMap((node): Issue[] => {
    if (node.kind === "note" || node.kind === "unknown" || index.reached.has(node.id)) return [];
    return [
      {
        code: "unreachable",
        severity: "warning",
        nodeId: node.id,
        message: `Nothing leads to ${called(node)}, so it takes no part in a run.`,
        fix: { label: "Remove it", edits: [{ type: "node-remove", id: node.id }] },
      },
    ];
  });
}

function deadEnds(index: GraphIndex): Issue[] {
  return index.graph.nodes.flatMap((node): Issue[] => {
    const { kind } = node;
    if (
      kind !== "agent" &&
      kind !== "supervisor" &&
      kind !== "tool" &&
      kind !== "map" &&
      kind !== "workflow" &&
      kind !== "branch"
    )
      return [];
    const goesOn = (edge: GraphEdge) =>
      isControl(edge) && edge.back === undefined && (edge.kind === "handoff" || edge.on === undefined);
    if (!index.into(node.id).some(isControl) || index.from(node.id).some(goesOn)) return [];
    const back = index.from(node.id).some(isControl);
    return [
      {
        code: "dead-end",
        severity: "warning",
        nodeId: node.id,
        message: deadEnd(node, back),
        ...leadToOutput(index, node.id, "Connect it to"),
      },
    ];
  });
}

function deadEnd(node: GraphNode, hasFlows: boolean): string {
  if (node.kind === "branch" && !hasFlows)
    return `Nothing comes after ${called(node)}, so it has nothing to choose from: draw an edge for each case.`;
  return hasFlows
    ? `Where ${called(node)} ends well and doesn't go back, nothing comes after it: connect it to the output with “then”.`
    : `Nothing comes after ${called(node)}: connect it to the output with “then”, or its result is not used.`;
}

/** A step that only answers whoever asks it never takes its turn, so whatever follows it would wait in vain. */
function flowsFromAsked(index: GraphIndex): Issue[] {
  if (!index.graph.nodes.some((node) => node.kind === "input")) return [];
  return index.graph.edges.flatMap((edge): Issue[] => {
    if (!isControl(edge) || index.node(edge.from)?.kind === "input") return [];
    if (!index.reached.has(edge.from) || ledTo(index, edge.from)) return [];
    const [from, to] = [called(index.node(edge.from)), called(index.node(edge.to))];
    return [
      {
        code: edge.kind === "flow" ? "flow-from-asked" : "handoff-from-asked",
        severity: "error",
        edgeId: edge.id,
        message:
          edge.kind === "flow"
            ? `${from} is only asked, and its answer goes back to who asks. So ${to}, which should come after it, would never begin.`
            : `${from} is only asked, and its answer goes back to who asks. So it can't hand over to ${to}: let who asks choose between them.`,
        fix: {
          label: edge.kind === "flow" ? "Remove this “then”" : "Remove this “hands over to”",
          edits: [{ type: "edge-remove", id: edge.id }],
        },
      },
    ];
  });
}

/** Edges that close a circle, found by depth-first search from the inputs, then in drawing order. */
function cycles(index: GraphIndex, kind: "flow" | "worker"): Issue[] {
  const issues: Issue[] = [];
  const state = new Map<string, "open" | "done">();
  const { nodes } = index.graph;
  const fromInputs = [...nodes.filter(({ kind: of }) => of === "input"), ...nodes];
  for (const { id } of fromInputs) {
    if (state.has(id)) continue;
    const open: { id: string; edges: GraphEdge[]; next: number }[] = [];
    const enter = (node: string) => {
      state.set(node, "open");
      open.push({ id: node, edges: index.from(node).filter((edge) => closes(edge, kind)), next: 0 });
    };
    enter(id);
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const edge = top.edges[top.next++];
      if (!edge) {
        state.set(top.id, "done");
        open.pop();
      } else if (state.get(edge.to) === "open") issues.push(cycle(index, edge, kind));
      else if (!state.has(edge.to)) enter(edge.to);
    }
  }
  return issues;
}

/** A way back has a bound. */
const closes = (edge: GraphEdge, kind: "flow" | "worker") =>
  kind === "worker" ? edge.kind === kind : isControl(edge) && edge.back === undefined;

function cycle(index: GraphIndex, edge: GraphEdge, kind: "flow" | "worker"): Issue {
  const [from, to] = [called(index.node(edge.from)), called(index.node(edge.to))];
  const message =
    kind === "flow"
      ? `From ${from} it goes back to ${to} without a bound, so a run would never end.`
      : `${from} asks ${to}, which asks back in a circle, so a run would never end.`;
  return {
    code: "cycle",
    severity: "error",
    edgeId: edge.id,
    message,
    fix: bounded(index, edge) ?? {
      label: `Remove the edge from ${from} to ${to}`,
      edits: [{ type: "edge-remove", id: edge.id }],
    },
  };
}

/** The edge as a way back; where it leads to no step, it can't be one. */
function bounded(index: GraphIndex, edge: GraphEdge): Issue["fix"] {
  if (!isControl(edge) || edgeMisfit(edge.kind, kindOf(index, edge.from), kindOf(index, edge.to)))
    return undefined;
  const value = { most: DEFAULT_ROUNDS, usedUp: "fail" };
  return {
    label: `Go back at most ${DEFAULT_ROUNDS} times`,
    edits: [{ type: "edge-change", id: edge.id, path: ["back"], value }],
  };
}

const kindOf = (index: GraphIndex, id: string): NodeKind => index.node(id)?.kind ?? "unknown";
