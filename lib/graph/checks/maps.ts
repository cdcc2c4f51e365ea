import type { ItemEdge } from "../edge.ts";
import { expressionShape } from "../expression-shape.ts";
import type { GraphIndex } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import type { JsonSchema } from "../json-schema.ts";
import type { MapNode } from "../node.ts";
import { type Scope, stepScope } from "../scope.ts";
import { typeWords } from "../value-type.ts";
import { askAgent } from "./ask-agent.ts";
import { type Check, called } from "./check.ts";

/** Checks that each map has a list, and one to ask for each of its items. */
export const maps: Check = (index) =>
  index.graph.nodes.flatMap((node) =>
    node.kind === "map" ? [...workers(index, node), ...list(index, node)] : [],
  );

function workers(index: GraphIndex, map: MapNode): Issue[] {
  const [first, ...more] = index.from(map.id).filter((edge): edge is ItemEdge => edge.kind === "item");
  if (!first)
    return [
      {
        code: "map-without-worker",
        severity: "error",
        nodeId: map.id,
        field: ["worker"],
        message: `${called(map)} asks nobody: draw a “for each” edge to an agent, a supervisor, a tool or a workflow.`,
        fix: { label: "Add an agent to ask", edits: askAgent(index.graph, map, null) },
      },
    ];
  // The same edge twice is told of that edge.
  const others = more.filter(({ to }) => to !== first.to);
  return others.map(({ id, to }) => ({
    code: "second-worker",
    severity: "error",
    edgeId: id,
    message: `${called(map)} asks ${called(index.node(first.to))} for each item, so it can't ask ${called(index.node(to))}, too. A map asks one: let that be a workflow or a supervisor if there is more to do.`,
    fix: { label: "Remove this edge", edits: [{ type: "edge-remove", id }] },
  }));
}

function list(index: GraphIndex, map: MapNode): Issue[] {
  const source = map.items.trim();
  const at = { severity: "error" as const, nodeId: map.id, field: ["items"] };
  const scope = stepScope(index, map.id);
  if (source === "")
    return [
      {
        ...at,
        code: "no-items",
        message: `${called(map)} doesn't say which list it goes through.`,
        ...goThrough(map, listsIn(index, scope)),
      },
    ];
  const shape = expressionShape(source, scope);
  if (shape.type === undefined || shape.type === "array") return [];
  return [
    {
      ...at,
      code: "not-a-list",
      message: `${called(map)} needs a list to go through, and ${source} is ${typeWords(shape.type)}.`,
      ...goThrough(map, listsOf(shape, source)),
    },
  ];
}

/** So many lists are offered. */
const OFFERED = 5;

function goThrough({ id }: MapNode, lists: readonly string[]): Pick<Issue, "fix" | "otherFixes"> {
  const [fix, ...otherFixes] = lists.slice(0, OFFERED).map((value) => ({
    label: `Go through ${value}`,
    edits: [{ type: "node-change" as const, id, path: ["items"], value }],
  }));
  return { ...(fix && { fix }), ...(otherFixes.length > 0 && { otherFixes }) };
}

/** How many results are searched for lists. */
const LOOKED_THROUGH = 40;

/** The lists of the input, then those of earlier steps in their order. */
function listsIn(index: GraphIndex, { roots, results }: Scope): string[] {
  const earlier = [...(results ?? []).entries().take(LOOKED_THROUGH)].filter(
    ([, { soon, nodeId }]) => soon && index.node(nodeId)?.kind !== "input",
  );
  return [
    ...listsOf(roots.get("input") ?? {}, "input"),
    ...earlier.flatMap(([name, { shape }]) => listsOf(shape, `results.${name}`)),
  ];
}

/** The paths of lists: the shape itself, or those of its fields that are lists. */
function listsOf(shape: JsonSchema, path: string): string[] {
  if (shape.type === "array") return [path];
  return Object.entries(shape.properties ?? {}).flatMap(([name, { type }]) =>
    type === "array" ? [`${path}.${name}`] : [],
  );
}
