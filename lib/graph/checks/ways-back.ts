import { type BackEdge, type ControlEdge, type GraphEdge, isControl, isWayBack } from "../edge.ts";
import { flowGraph } from "../flow-graph.ts";
import type { GraphEdit } from "../graph-edit.ts";
import { type GraphIndex, perIndex } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import { type Loop, loopsOf } from "../loops.ts";
import { type Check, called } from "./check.ts";

/**
 * Checks that ways back lead back, to a step that is always passed before, that they can end well, and that nothing
 * leaves a loop while it may still go on.
 */
export const waysBack: Check = (index) => [
  ...loopsOf(index).flatMap((loop): Issue[] => {
    const edge = index.edge(loop.edge);
    return edge && isWayBack(edge) ? (direction(index, edge, loop) ?? endless(index, edge)) : [];
  }),
  ...openExits(index),
];

const forward = ({ id }: ControlEdge): GraphEdit => ({ type: "edge-change", id, path: ["back"] });

/** Why a way back is none, or null. */
function direction(index: GraphIndex, edge: BackEdge, loop: Loop): Issue[] | null {
  const [from, to] = [index.node(edge.from), index.node(edge.to)];
  const names = [called(from), called(to)] as const;
  const issue = { severity: "error" as const, edgeId: edge.id, field: ["back"] };
  // It is told of the edge that nothing leads to an input.
  if (!from || !to || to.kind === "input") return [];
  if (edge.from !== edge.to && !index.leadsForward(edge.to, edge.from))
    return [
      {
        ...issue,
        code: "way-back-forward",
        message: `From ${names[0]} it is to go back to ${names[1]}, which doesn't come before it.`,
        fix: { label: "Let it go forward", edits: [forward(edge)] },
      },
    ];
  if (loop.targetDominates) return null;
  return [
    {
      ...issue,
      code: "way-back-middle",
      message: `From ${names[0]} it goes back to ${names[1]}, but ${names[0]} can be reached without passing ${names[1]}. So it would go back into the middle of something.`,
      fix: passedBefore(index, edge),
    },
  ];
}

/** Goes back to the last step that every way to both ends passes, if there is one besides the input. */
function passedBefore(index: GraphIndex, edge: BackEdge): NonNullable<Issue["fix"]> {
  const id = flowGraph(index).common([edge.from, edge.to]);
  const step = id === null ? undefined : index.node(id);
  if (!step || step.kind === "input")
    return { label: "Remove the way back", edits: [{ type: "edge-remove", id: edge.id }] };
  return {
    label: `Go back to ${called(step)} instead`,
    edits: [{ type: "edge-change", id: edge.id, path: ["to"], value: step.id }],
  };
}

/** A way back without a condition is taken until it is used up; the step must have another way on then. */
function endless(index: GraphIndex, edge: BackEdge): Issue[] {
  const from = index.node(edge.from);
  // On a failure, that is trying again.
  // An agent hands back when it wants to.
  if (edge.kind === "handoff") return [];
  if (edge.when !== undefined || edge.on === "failed" || edge.back.usedUp === "go-on") return [];
  if (from?.kind === "branch") return [];
  return [
    {
      code: "way-back-always",
      severity: "warning",
      edgeId: edge.id,
      field: ["when"],
      message: `From ${called(from)} it always goes back to ${called(index.node(edge.to))}, and after ${times(edge.back.most)} the run fails. Say when it goes back.`,
      fix: {
        label: `Go on after ${times(edge.back.most)}`,
        edits: [{ type: "edge-change", id: edge.id, path: ["back", "usedUp"], value: "go-on" }],
      },
    },
  ];
}

const times = (most: number) => (most === 1 ? "one time" : `${most} times`);

/** So many flows that leave a loop too soon are told, and so many of the loops that one of them leaves are compared. */
const TOLD = 100;
const COMPARED = 8;

/** Flows that leave a loop from inside, and may do so while it goes on; each is told once. */
function openExits(index: GraphIndex): Issue[] {
  const open = new Map<string, Loop[]>();
  for (const loop of loopsOf(index)) {
    if (!loop.targetDominates || open.size >= TOLD) continue;
    const { exits } = loop;
    for (const { edge, from } of exits) {
      const loops = open.get(edge) ?? [];
      if (loops.length >= COMPARED || excludesWayBack(index, { edge, from, loop, exits })) continue;
      loops.push(loop);
      open.set(edge, loops);
      if (open.size >= TOLD) break;
    }
  }
  return [...open].flatMap(([id, loops]): Issue[] => {
    const edge = index.edge(id);
    return edge && isControl(edge) ? [openExit(index, edge, loops)] : [];
  });
}

type Exit = { edge: string; from: string; loop: Loop; exits: Loop["exits"] };

/**
 * Whether the way back can't be taken any more once this exit has been: every round passes the step it comes from, which
 * takes one case alone, or hands over, or goes this way when it fails and stays inside when it doesn't, or the other way round.
 */
function excludesWayBack(index: GraphIndex, { edge, from, loop, exits }: Exit): boolean {
  if (!flowGraph(index).dominates(from, loop.source)) return false;
  if (firstBranches(index).has(from)) return true;
  const exit = index.edge(edge);
  const outside = new Set(exits.flatMap((one) => (one.from === from ? [one.edge] : [])));
  if (!exit || !isControl(exit)) return false;
  return index
    .from(from)
    .every(
      (other) =>
        !isControl(other) ||
        outside.has(other.id) ||
        exit.kind === "handoff" ||
        followsOn(other) !== followsOn(exit),
    );
}

/** The end of a step that an edge follows on: an agent that hands over goes no other way. */
const followsOn = (edge: GraphEdge) => (edge.kind === "flow" ? edge.on : edge.kind);

const firstBranches = perIndex(
  ({ graph }): ReadonlySet<string> =>
    new Set(
      graph.nodes.flatMap((node) => (node.kind === "branch" && node.takes === "first" ? [node.id] : [])),
    ),
);

/** The loop whose source is in none of the others, if there is one: from there, all of them are left together. */
function outermost(loops: readonly Loop[]): Loop | undefined {
  if (loops.length === 1) return loops[0];
  return loops.find((loop) =>
    loops.every((other) => other.source === loop.source || !other.steps.includes(loop.source)),
  );
}

function openExit(index: GraphIndex, exit: ControlEdge, loops: readonly Loop[]): Issue {
  const [from, to] = [index.node(exit.from), called(index.node(exit.to))];
  const loop = outermost(loops);
  const { source: last, target } = loop ?? loops[0] ?? { source: "", target: "" };
  const source = called(index.node(last));
  return {
    code: "loop-left",
    severity: "error",
    edgeId: exit.id,
    message: `From ${called(from)} it goes on to ${to} while the loop from ${source} back to ${called(index.node(target))} may still go on. What leaves a loop has to come from its end, or be the one case that a branch takes.`,
    fix: mended(index, exit, loop),
  };
}

function mended(index: GraphIndex, exit: ControlEdge, loop: Loop | undefined): NonNullable<Issue["fix"]> {
  const from = index.node(exit.from);
  if (!loop) return { label: "Remove it", edits: [{ type: "edge-remove", id: exit.id }] };
  if (from?.kind === "branch" && flowGraph(index).dominates(exit.from, loop.source))
    return {
      label: `Let ${called(from)} take the first case that holds`,
      edits: [{ type: "node-change", id: from.id, path: ["takes"], value: "first" }],
    };
  return {
    label: `Let it come from ${called(index.node(loop.source))}`,
    edits: [{ type: "edge-change", id: exit.id, path: ["from"], value: loop.source }],
  };
}
