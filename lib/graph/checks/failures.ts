import type { FlowEdge } from "../edge.ts";
import type { GraphIndex } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import type { Json } from "../json.ts";
import type { JsonSchema } from "../json-schema.ts";
import { emptyValue } from "../made-up/empty-value.ts";
import { newAcceptance } from "../new-node.ts";
import type { AgentNode, GraphNode } from "../node.ts";
import { resultShape } from "../result-shape.ts";
import { misfit } from "../schema-check.ts";
import { type Check, called } from "./check.ts";

/** Checks what is to happen on failures and with answers that aren't accepted. */
export const failures: Check = (index) => [
  ...index.graph.edges.flatMap((edge) =>
    edge.kind === "flow" && edge.on === "failed" ? [...cannotFail(index, edge), ...covered(index, edge)] : [],
  ),
  ...index.graph.nodes.flatMap((node) => [
    ...givenResult(node),
    ...(node.kind === "agent" ? acceptance(node) : []),
  ]),
];

function cannotFail(index: GraphIndex, edge: FlowEdge): Issue[] {
  const from = index.node(edge.from);
  if (from?.kind !== "input" && from?.kind !== "branch") return [];
  const what = from.kind === "input" ? "The input" : "A branch";
  return [
    {
      code: "cannot-fail",
      severity: "error",
      edgeId: edge.id,
      field: ["on"],
      message: `${what} can't fail, so it never goes on from ${called(from)} to ${called(index.node(edge.to))}.`,
      fix: {
        label: "Go on when it ends well",
        edits: [{ type: "edge-change", id: edge.id, path: ["on"] }],
      },
    },
  ];
}

/** A step that ends well with a result where it fails goes on as if it had not failed. */
function covered(index: GraphIndex, edge: FlowEdge): Issue[] {
  const from = index.node(edge.from);
  if (!from || !("onFailure" in from) || from.onFailure?.do !== "result") return [];
  return [
    {
      code: "failure-covered",
      severity: "warning",
      edgeId: edge.id,
      field: ["on"],
      message: `${called(from)} ends well with a result where it fails, so it goes on to ${called(index.node(edge.to))} only when nobody knows how it ended.`,
      fix: {
        label: "Let it fail, and go this way",
        edits: [{ type: "node-change", id: from.id, path: ["onFailure"] }],
      },
    },
  ];
}

/** The result that a step is to have when it fails must be one that it could have had. */
function givenResult(node: GraphNode): Issue[] {
  if (!("onFailure" in node) || node.onFailure?.do !== "result") return [];
  const { result } = node.onFailure;
  const shape = givenShape(node);
  const why = misfit(shape, result);
  if (why === null) return [];
  const value = fitting(shape, result);
  const field = ["onFailure", "result"];
  return [
    {
      code: "result-misfit",
      severity: "error",
      nodeId: node.id,
      field,
      message: `The result of ${called(node)} for when it fails doesn't fit its answer: ${why}.`,
      ...(value !== undefined && {
        fix: {
          label: "Begin with one that fits",
          edits: [{ type: "node-change", id: node.id, path: field, value }],
        },
      }),
    },
  ];
}

function givenShape(node: GraphNode): JsonSchema {
  if (node.kind === "supervisor") return { type: "object" };
  return node.kind === "map" ? { type: "array" } : resultShape(node);
}

function fitting(shape: JsonSchema, result: Json): Json | undefined {
  return shape.type === "string" ? JSON.stringify(result) : emptyValue(shape);
}

function acceptance(node: AgentNode): Issue[] {
  const { id, accept } = node;
  if (!accept) return [];
  const issues: Issue[] = [];
  if (accept.when.trim() === "")
    issues.push({
      code: "no-condition",
      severity: "error",
      nodeId: id,
      field: ["accept", "when"],
      message: `It doesn't say which answers of ${called(node)} are accepted.`,
      fix: { label: "Accept every answer", edits: [{ type: "node-change", id, path: ["accept"] }] },
    });
  if (accept.say.trim() === "")
    issues.push({
      code: "no-correction",
      severity: "warning",
      nodeId: id,
      field: ["accept", "say"],
      message: `${called(node)} isn't told what is wrong with an answer that isn't accepted.`,
      fix: {
        label: "Ask for a better answer",
        edits: [{ type: "node-change", id, path: ["accept", "say"], value: newAcceptance().say }],
      },
    });
  return issues;
}
