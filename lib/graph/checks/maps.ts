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
        ...goThrough(map, firstList(index, scope)),
      },
    ];
  const shape = expressionShape(source, scope);
  if (shape.type === undefined || shape.type === "array") return [];
  return [
    {
      ...at,
      code: "not-a-list",
      message: `${called(map)} needs a list to go through, and ${source} is ${typeWords(shape.type)}.`,
      ...goThrough(map, listIn(shape, source) ?? null),
    },
  ];
}

function goThrough({ id }: MapNode, value: string | null): Pick<Issue, "fix"> {
  if (value === null) return {};
  const edits = [{ type: "node-change" as const, id, path: ["items"], value }];
  return { fix: { label: `Go through ${value}`, edits } };
}

/** How many results are searched for a list. */
const LOOKED_THROUGH = 40;

/** The latest result that is or has a list, else a list of the input. */
function firstList(index: GraphIndex, { roots, results }: Scope): string | null {
  const earlier = [...(results ?? []).entries().take(LOOKED_THROUGH)].filter(
    ([, { soon, nodeId }]) => soon && index.node(nodeId)?.kind !== "input",
  );
  for (const [name, { shape }] of earlier.toReversed()) {
    const found = listIn(shape, `results.${name}`);
    if (found) return found;
  }
  return listIn(roots.get("input") ?? {}, "input") ?? null;
}

/** The path of a list: the shape itself, or the first of its fields that is one. */
function listIn(shape: JsonSchema, path: string): string | undefined {
  if (shape.type === "array") return path;
  const name = Object.entries(shape.properties ?? {}).find(([, field]) => field.type === "array")?.[0];
  return name && `${path}.${name}`;
}
