import type { GraphIndex } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import type { AgentNode, ModelChoice, SupervisorNode } from "../node.ts";
import { type Check, called } from "./check.ts";

/** Agents and supervisors have a model, instructions, a description where they are chosen, and workers to ask. */
export const agents: Check = (index) => {
  const chosen = index.graph.nodes
    .flatMap((node) => (node.kind === "agent" || node.kind === "supervisor" ? node.models : []))
    .find((choice) => choice.model.trim() !== "");
  return index.graph.nodes.flatMap((node): Issue[] => {
    if (node.kind === "tool") return undescribed(index, node);
    if (node.kind !== "agent" && node.kind !== "supervisor") return [];
    return [
      ...models(node, chosen),
      ...(node.instructions.trim() === "" ? [uninstructed(node)] : []),
      ...undescribed(index, node),
      ...(node.kind === "supervisor" ? workers(index, node) : emptyOutput(node)),
    ];
  });
};

function models(node: AgentNode | SupervisorNode, other: ModelChoice | undefined): Issue[] {
  const missing = node.models.findIndex((choice) => choice.model.trim() === "");
  if (node.models.length > 0 && missing === -1) return [];
  const list = missing === -1 ? [] : node.models;
  const issue: Issue = {
    code: "no-model",
    severity: "error",
    nodeId: node.id,
    field: missing === -1 ? ["models"] : ["models", String(missing), "model"],
    message: `${called(node)} has no model to think with.`,
  };
  if (!other) return [issue];
  const value =
    list.length === 0 ? [other] : list.map((choice) => (choice.model.trim() === "" ? other : choice));
  const edit = { type: "node-change" as const, id: node.id, path: ["models"], value };
  return [{ ...issue, fix: { label: `Use ${other.model}`, edits: [edit] } }];
}

function uninstructed(node: AgentNode | SupervisorNode): Issue {
  return {
    code: "no-instructions",
    severity: "warning",
    nodeId: node.id,
    field: ["instructions"],
    message: `${called(node)} has no instructions, so its model has to guess what to do.`,
  };
}

function undescribed(
  index: GraphIndex,
  node: { id: string; name: string; description: string; kind: "agent" | "supervisor" | "tool" },
): Issue[] {
  if (node.description.trim() !== "" || !index.into(node.id).some((edge) => edge.kind !== "flow")) return [];
  return [
    {
      code: "no-description",
      severity: "warning",
      nodeId: node.id,
      field: ["description"],
      message: `${called(node)} is chosen by its description, and it has none.`,
    },
  ];
}

function workers(index: GraphIndex, node: SupervisorNode): Issue[] {
  if (index.from(node.id).some((edge) => edge.kind === "worker")) return [];
  return [
    {
      code: "no-workers",
      severity: "error",
      nodeId: node.id,
      message: `${called(node)} is a supervisor and asks nobody; draw an “asks” edge to an agent.`,
    },
  ];
}

function emptyOutput(node: AgentNode): Issue[] {
  if (!node.output || Object.keys(node.output.properties).length > 0) return [];
  return [
    {
      code: "empty-output",
      severity: "error",
      nodeId: node.id,
      field: ["output"],
      message: `The answer of ${called(node)} is to have fields, and there are none yet.`,
      fix: {
        label: "Answer with plain text",
        edits: [{ type: "node-change", id: node.id, path: ["output"], value: null }],
      },
    },
  ];
}
