import { boundedShape } from "../bounded-shape.ts";
import { edgeMisfit } from "../connectable.ts";
import type { ContextField, GraphEdge } from "../edge.ts";
import type { GraphEdit } from "../graph-edit.ts";
import { type GraphIndex, perIndex } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import { receivedShape } from "../received.ts";
import { type Check, called } from "./check.ts";

/** Edges go between kinds that fit, once, and hand over each field once. */
export const edges: Check = (index) =>
  index.graph.edges.flatMap((edge) => [
    ...misfits(index, edge),
    ...doubles(index, edge),
    ...doubleFields(index, edge),
    ...emptyContext(index, edge),
  ]);

const removed = (edge: GraphEdge, label = "Remove the edge"): NonNullable<Issue["fix"]> => ({
  label,
  edits: [{ type: "edge-remove", id: edge.id }],
});

function misfits(index: GraphIndex, edge: GraphEdge): Issue[] {
  const [from, to] = [index.node(edge.from), index.node(edge.to)];
  if (!from || !to || from.kind === "unknown" || to.kind === "unknown") return [];
  const why = edgeMisfit(edge.kind, from.kind, to.kind);
  if (why === null) return [];
  return [{ code: "edge-misfit", severity: "error", edgeId: edge.id, message: why, fix: removed(edge) }];
}

/** A step may go on to another in several ways that differ in when they are taken. */
function keyOf(edge: GraphEdge): string {
  const ends = `${edge.kind} ${edge.from} ${edge.to}`;
  if (edge.kind !== "flow") return ends;
  return `${ends} ${edge.on ?? ""} ${edge.back ? "back" : ""} ${edge.when?.trim() ?? ""}`;
}

/** The first of the edges between two nodes that say the same. */
const firstEdges = perIndex(
  (index) => new Map(index.graph.edges.toReversed().map((edge) => [keyOf(edge), edge.id])),
);

function doubles(index: GraphIndex, edge: GraphEdge): Issue[] {
  if (firstEdges(index).get(keyOf(edge)) === edge.id) return [];
  return [
    {
      code: "duplicate-edge",
      severity: "error",
      edgeId: edge.id,
      message: `There is already such an edge from ${called(index.node(edge.from))} to ${called(index.node(edge.to))}.`,
      fix: removed(edge, "Remove this one"),
    },
  ];
}

function doubleFields(index: GraphIndex, edge: GraphEdge): Issue[] {
  if (edge.kind === "tool") return [];
  return edge.context.flatMap(({ id, name }, at): Issue[] => {
    if (edge.context.findIndex((field) => field.name === name) === at) return [];
    return [
      {
        code: "duplicate-field",
        severity: "error",
        edgeId: edge.id,
        field: ["context", id, "name"],
        message: `${called(index.node(edge.to))} would receive “${name}” twice.`,
        fix: {
          label: "Remove the second one",
          edits: [{ type: "edge-change", id: edge.id, path: ["context", id] }],
        },
      },
    ];
  });
}

/** An edge carries no more fields. */
const MAX_FIELDS = 100;

/** Hands on each field of what the asker itself received. */
function passAlong(index: GraphIndex, edge: GraphEdge): Pick<Issue, "fix"> {
  const received = receivedShape(index, edge.from);
  const properties = received.properties ?? {};
  const names = Object.keys(properties).slice(0, MAX_FIELDS);
  const context = names.map(
    (name): ContextField => ({
      id: name,
      name,
      schema: boundedShape(properties[name] ?? {}),
      required: received.required?.includes(name) ?? false,
      fill: { by: "path", path: `context.${name}` },
    }),
  );
  if (context.length === 0) return {};
  const edits: GraphEdit[] = [{ type: "edge-change", id: edge.id, path: ["context"], value: context }];
  return { fix: { label: `Pass along what ${called(index.node(edge.from))} receives`, edits } };
}

function emptyContext(index: GraphIndex, edge: GraphEdge): Issue[] {
  if (edge.kind !== "worker" || edge.context.length > 0) return [];
  // What a workflow requires and doesn't get is told of each field.
  if (index.node(edge.to)?.kind === "workflow") return [];
  return [
    {
      code: "empty-context",
      severity: "warning",
      edgeId: edge.id,
      field: ["context"],
      message: `${called(index.node(edge.to))} receives nothing but its own instructions; say what it is to receive.`,
      ...passAlong(index, edge),
    },
  ];
}
