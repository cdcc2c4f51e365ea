import type { Misfit } from "./cel/misfit.ts";
import { anything, bySchema, type StaticType } from "./cel/static-type.ts";
import { checkExpression, expressionMisfits, readsIn } from "./cel.ts";
import type { GraphEdge } from "./edge.ts";
import type { GraphEdit } from "./graph-edit.ts";
import { type GraphIndex, perIndex } from "./graph-index.ts";
import { itemKey } from "./item.ts";
import type { Json } from "./json.ts";
import type { AgentNode, GraphNode } from "./node.ts";
import type { PathRead } from "./path-reads.ts";
import type { Results } from "./result-in-scope.ts";
import {
  acceptScope,
  conditionScope,
  edgeScope,
  replyScope,
  type Scope,
  stepScope,
  toolScope,
} from "./scope.ts";
import { expressionPlaces, UNCLOSED, unclosedPlace } from "./template.ts";

/** A text of the document that contains CEL: its place, its source, and what its names mean. */
export type Place = {
  at: { nodeId: string } | { edgeId: string };
  field: string[];
  kind: "expression" | "template";
  source: string;
  scope: Scope;
};

/** Every text of the graph that contains CEL. */
export const places = perIndex((index): readonly Place[] => [
  ...index.graph.nodes.flatMap((node) => nodePlaces(index, node)),
  ...index.graph.edges.flatMap((edge) => [...conditionPlaces(index, edge), ...fillPlaces(index, edge)]),
]);

function conditionPlaces(index: GraphIndex, edge: GraphEdge): Place[] {
  if (edge.kind !== "flow" || edge.when === undefined) return [];
  const scope = conditionScope(index, edge);
  return [{ at: { edgeId: edge.id }, field: ["when"], kind: "expression", source: edge.when, scope }];
}

function fillPlaces(index: GraphIndex, edge: GraphEdge): Place[] {
  const fields = edge.kind === "tool" ? edge.fills : edge.context;
  if (!fields.some(({ fill }) => fill.by === "path")) return [];
  const scope = edgeScope(index, edge);
  const list = edge.kind === "tool" ? "fills" : "context";
  return fields.flatMap((field): Place[] => {
    const { fill } = field;
    return fill.by === "path"
      ? [
          {
            at: { edgeId: edge.id },
            field: [list, itemKey(field) ?? "", "fill", "path"],
            kind: "expression",
            source: fill.path,
            scope,
          },
        ]
      : [];
  });
}

function nodePlaces(index: GraphIndex, node: GraphNode): Place[] {
  const at = { nodeId: node.id };
  if (node.kind === "output")
    return [
      {
        at,
        field: ["template"],
        kind: "template",
        source: node.template,
        scope: stepScope(index, node.id),
      },
    ];
  if (node.kind === "map") {
    const scope = stepScope(index, node.id);
    return [{ at, field: ["items"], kind: "expression", source: node.items, scope }];
  }
  if (node.kind === "agent") return agentPlaces(index, node);
  if (node.kind !== "tool") return [];
  const scope = toolScope(node.parameters);
  const template = (field: string[], source: string): Place => ({
    at,
    field,
    kind: "template",
    source,
    scope,
  });
  const { tool } = node;
  switch (tool.type) {
    case "sql":
    case "sql-write":
      return [];
    case "rules":
      return tool.rules.flatMap((rule): Place[] => [
        {
          at,
          field: ["tool", "rules", rule.id, "when"],
          kind: "expression",
          source: rule.when,
          scope,
        },
        template(["tool", "rules", rule.id, "result"], rule.result),
      ]);
    case "email":
      return (["to", "subject", "body"] as const).map((name) => template(["tool", name], tool[name]));
    case "http":
      return [
        template(["tool", "url"], tool.url),
        template(["tool", "body"], tool.body),
        ...tool.headers.map((header) =>
          template(["tool", "headers", itemKey(header) ?? "", "value"], header.value),
        ),
      ];
  }
}

function agentPlaces(index: GraphIndex, node: AgentNode): Place[] {
  const at = { nodeId: node.id };
  const { simulatedReply, accept } = node;
  const found: Place[] = [];
  if (simulatedReply !== null) {
    const scope = replyScope(index, node.id);
    found.push({ at, field: ["simulatedReply"], kind: "expression", source: simulatedReply, scope });
  }
  if (accept) {
    const scope = acceptScope(index, node);
    found.push({ at, field: ["accept", "when"], kind: "expression", source: accept.when, scope });
    found.push({ at, field: ["accept", "say"], kind: "template", source: accept.say, scope });
  }
  return found;
}

/** What the expressions of a place read, with positions in its whole text. */
export function placeReads(place: Place): PathRead[] {
  return expressionsOf(place).flatMap(({ source, at }) => readsIn(source).map((read) => shifted(read, at)));
}

/** What can't be evaluated in a place, whatever the data, and its position in the whole text; or null. */
export function placeProblem(place: Place): { message: string; at: number | null } | null {
  for (const { source, at } of expressionsOf(place)) {
    const problem = checkExpression(source);
    if (problem) return { message: problem.message, at: (problem.at ?? 0) + at };
  }
  const unclosed = place.kind === "template" ? unclosedPlace(place.source) : null;
  return unclosed === null ? null : { message: UNCLOSED, at: unclosed };
}

/** What in a place can't work with data that matches its schemas, with positions in its whole text. */
export function placeMisfits(place: Place): Misfit[] {
  const roots = (name: string) => rootType(place.scope, name);
  const wants = place.field.at(-1) === "when" ? "bool" : null;
  return expressionsOf(place).flatMap(({ source, at }) =>
    expressionMisfits(source, roots, wants).map((misfit) => ({ ...misfit, at: misfit.at + at })),
  );
}

function rootType({ roots, results, rounds }: Scope, name: string): StaticType {
  if (name === "results") return results ? resultsType(results) : anything;
  if (name !== "rounds") return bySchema(roots.get(name));
  return rounds ? { ...resultsType(rounds), field: (step) => bySchema(rounds.get(step)?.shape) } : anything;
}

function resultsType(results: Results): StaticType {
  const field = (name: string): StaticType => {
    const result = results.get(name);
    if (!result) return anything;
    return result.inner ? resultsType(result.inner) : bySchema(result.shape);
  };
  return { kind: "object", sure: false, field, item: () => anything };
}

/** The edit that sets a property of the node or edge of a place or an issue. */
export function changeAt(at: Place["at"], path: string[], value: Json): GraphEdit {
  return "nodeId" in at
    ? { type: "node-change", id: at.nodeId, path, value }
    : { type: "edge-change", id: at.edgeId, path, value };
}

/** Replaces pieces of a text; they must not overlap. */
export function replaceRanges(
  source: string,
  ranges: { start: number; end: number; text: string }[],
): string {
  const parts: string[] = [];
  let end = 0;
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    parts.push(source.slice(end, range.start), range.text);
    end = range.end;
  }
  return parts.join("") + source.slice(end);
}

function expressionsOf(place: Place): { source: string; at: number }[] {
  return place.kind === "expression" ? [{ source: place.source, at: 0 }] : expressionPlaces(place.source);
}

function shifted(read: PathRead, by: number): PathRead {
  return {
    ...read,
    start: read.start + by,
    end: read.end + by,
    steps: read.steps.map((step) =>
      "item" in step ? step : { ...step, start: step.start + by, end: step.end + by },
    ),
  };
}
