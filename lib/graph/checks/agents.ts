import type { GraphEdge } from "../edge.ts";
import type { Graph } from "../graph.ts";
import type { GraphEdit } from "../graph-edit.ts";
import type { GraphIndex } from "../graph-index.ts";
import type { Issue, Surroundings } from "../issue.ts";
import { modelsOf } from "../models-of.ts";
import type { AgentNode, ModelChoice, SupervisorNode } from "../node.ts";
import { shortened } from "../text-cut.ts";
import { type Check, called } from "./check.ts";

/**
 * Checks that agents and supervisors have a model, instructions, a description where others choose by it, and
 * workers to ask.
 */
export const agents: Check = (index, surroundings) => {
  const chosen =
    index.graph.nodes
      .flatMap((node) => (node.kind === "agent" || node.kind === "supervisor" ? node.models : []))
      .find((choice) => choice.model.trim() !== "") ?? onlyModel(surroundings);
  return index.graph.nodes.flatMap((node): Issue[] => {
    if (node.kind === "tool" || node.kind === "workflow") return undescribed(index, node);
    if (node.kind !== "agent" && node.kind !== "supervisor") return [];
    return [
      ...models(index.graph, node, chosen),
      ...(node.instructions.trim() === "" ? [uninstructed(node)] : []),
      ...placeInInstructions(node),
      ...undescribed(index, node),
      ...(node.kind === "supervisor" ? workers(index, node) : emptyOutput(node)),
    ];
  });
};

/** The one model of the default connection, where it lists no other. */
function onlyModel(surroundings: Surroundings | null): ModelChoice | undefined {
  const [model, ...more] = surroundings?.connections.find(({ isDefault }) => isDefault)?.models ?? [];
  return model === undefined || more.length > 0 ? undefined : { connectionId: null, model };
}

function models(graph: Graph, node: AgentNode | SupervisorNode, other: ModelChoice | undefined): Issue[] {
  const blank = modelsOf(graph, node).find((choice) => choice.model.trim() === "");
  if (modelsOf(graph, node).length > 0 && !blank) return [];
  const own = blank && blank.id !== null ? blank.id : null;
  const issue: Issue = {
    code: "no-model",
    severity: "error",
    mode: "real",
    nodeId: node.id,
    field: own === null ? ["models"] : ["models", own, "model"],
    message: `${called(node)} has no model to think with, and the workflow has no default model.`,
  };
  if (own !== null && graph.defaultModel) {
    const label = `Use the workflow's default, ${graph.defaultModel.model}`;
    const edits: GraphEdit[] = [{ type: "node-change", id: node.id, path: ["models", own] }];
    const message = `${called(node)} has a place for a model, and none is chosen.`;
    return [{ ...issue, message, fix: { label, edits } }];
  }
  if (!other) return [issue];
  const { connectionId, model } = other;
  const edits: GraphEdit[] = [
    { type: "graph-change", path: ["defaultModel"], value: { connectionId, model } },
    ...(own === null ? [] : [{ type: "node-change" as const, id: node.id, path: ["models", own] }]),
  ];
  return [{ ...issue, fix: { label: `Use ${model} for the whole workflow`, edits } }];
}

/** Instructions are the same in every run: what an agent receives comes as a message of its own. */
function placeInInstructions(node: AgentNode | SupervisorNode): Issue[] {
  const start = node.instructions.indexOf("{{");
  const end = node.instructions.indexOf("}}", start);
  if (start === -1 || end === -1) return [];
  const place = shortened(node.instructions.slice(start, end + 2), 60);
  return [
    {
      code: "place-in-instructions",
      severity: "warning",
      nodeId: node.id,
      field: ["instructions"],
      message: `The instructions of ${called(node)} have “${place}”, which its model gets as it stands here. What it receives stands in a message after them, field by field.`,
    },
  ];
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
  node: { id: string; name: string; description: string; kind: "agent" | "supervisor" | "tool" | "workflow" },
): Issue[] {
  if (node.description.trim() !== "" || !index.into(node.id).some(chooses)) return [];
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

/** Whether a model chooses what an edge leads to. */
const chooses = ({ kind }: GraphEdge) => kind === "worker" || kind === "tool" || kind === "handoff";

function workers(index: GraphIndex, node: SupervisorNode): Issue[] {
  if (index.from(node.id).some((edge) => edge.kind === "worker")) return [];
  return [
    {
      code: "no-workers",
      severity: "error",
      nodeId: node.id,
      message: `${called(node)} is a supervisor and asks nobody; draw an “asks” edge to an agent or a workflow.`,
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
