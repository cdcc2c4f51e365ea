import { checkExpression, references } from "./cel.ts";
import type { GraphEdit } from "./graph-edit.ts";
import type { GraphIndex } from "./graph-index.ts";
import { itemKey } from "./item.ts";
import type { Json } from "./json.ts";
import type { GraphNode } from "./node.ts";
import type { Reference } from "./references.ts";
import { edgeScope, outputScope, replyScope, type Scope, toolScope } from "./scope.ts";
import { expressionPlaces } from "./template.ts";

/** A text of the document that holds CEL: where it is, what it says and what its names mean. */
export type Place = {
  at: { nodeId: string } | { edgeId: string };
  field: string[];
  kind: "expression" | "template";
  source: string;
  scope: Scope;
};

/** Every text of the graph that holds CEL. */
export function places(index: GraphIndex): Place[] {
  return [
    ...index.graph.nodes.flatMap((node) => nodePlaces(index, node)),
    ...index.graph.edges.flatMap((edge): Place[] => {
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
    }),
  ];
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
        scope: outputScope(index, node.id),
      },
    ];
  if (node.kind === "agent")
    return node.simulatedReply === null
      ? []
      : [
          {
            at,
            field: ["simulatedReply"],
            kind: "expression",
            source: node.simulatedReply,
            scope: replyScope(index, node.id),
          },
        ];
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

/** The references of a place, with positions in its whole text. */
export function placeReferences(place: Place): Reference[] {
  return expressionsOf(place).flatMap(({ source, at }) =>
    references(source).map((reference) => shifted(reference, at)),
  );
}

/** What can't be parsed in a place and where in its whole text, or null. */
export function placeProblem(place: Place): { message: string; at: number | null } | null {
  for (const { source, at } of expressionsOf(place)) {
    const problem = checkExpression(source);
    if (problem) return { message: problem.message, at: problem.at === null ? null : problem.at + at };
  }
  return null;
}

/** The edit that sets a property of the node or edge that a place, or an issue, is at. */
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
  return ranges
    .toSorted((a, b) => b.start - a.start)
    .reduce((text, range) => text.slice(0, range.start) + range.text + text.slice(range.end), source);
}

function expressionsOf(place: Place): { source: string; at: number }[] {
  return place.kind === "expression" ? [{ source: place.source, at: 0 }] : expressionPlaces(place.source);
}

function shifted(reference: Reference, by: number): Reference {
  return {
    ...reference,
    start: reference.start + by,
    end: reference.end + by,
    steps: reference.steps.map((step) =>
      "item" in step ? step : { ...step, start: step.start + by, end: step.end + by },
    ),
  };
}
