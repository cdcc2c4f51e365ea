import type { ObjectSchema } from "../json-schema.ts";
import type { GraphNode, ModelChoice, NodeKind } from "../node.ts";
import { asText, type Change, type ChangePart } from "./change.ts";
import { PROPERTY_WORDS, TOOL_WORDS } from "./property-words.ts";
import { sameJson } from "./same-json.ts";
import { schemaChanges } from "./schema-changes.ts";

const KIND_WORDS: Record<NodeKind, string> = {
  input: "input",
  agent: "agent",
  supervisor: "supervisor",
  tool: "tool",
  branch: "branch",
  map: "map",
  workflow: "workflow",
  output: "output",
  note: "note",
  unknown: "step of an unknown kind",
};

const partOf = (node: GraphNode): ChangePart => (node.kind === "output" ? "answer" : "steps");
const nameOf = (node: GraphNode) => `“${node.name || node.id}”`;

/** A node that is in one version alone. */
export function wholeNode(node: GraphNode, how: "added" | "removed"): Change {
  const words = `${how === "added" ? "New" : "Gone"}: the ${KIND_WORDS[node.kind]} ${nameOf(node)}`;
  return { part: partOf(node), words };
}

/** What differs between a node of one version and the same node of another, of the same kind. */
export function nodeChanges(before: GraphNode, after: GraphNode): Change[] {
  const [old, now]: { [key: string]: unknown }[] = [before, after];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key): Change[] => {
    if (sameJson(old?.[key], now?.[key], key)) return [];
    const own = ownSentence(before, after, key);
    return own ?? [changed(after, PROPERTY_WORDS[key] ?? key, old?.[key], now?.[key])];
  });
}

/** The changes of a property that is told in sentences of its own; null for all others. */
function ownSentence(before: GraphNode, after: GraphNode, key: string): Change[] | null {
  const part = partOf(after);
  const name = nameOf(after);
  if (key === "name") return [{ part, words: `${nameOf(before)} is called ${name} now` }];
  if (key === "referenceName")
    return [{ part, words: `${name} is ${after.referenceName} in expressions, not ${before.referenceName}` }];
  if (key === "models" && "models" in before && "models" in after)
    return [{ part: "models", words: `${name}: ${modelChange(before.models, after.models)}` }];
  if (key === "schema" && before.kind === "input" && after.kind === "input")
    return schemaChanges(before.schema, after.schema).map((words) => ({ part: "form", words }));
  if (key === "output" && before.kind === "agent" && after.kind === "agent")
    return outputChanges(name, before.output, after.output);
  if (key === "parameters" && "parameters" in before && "parameters" in after)
    return schemaChanges(before.parameters, after.parameters).map((words) => ({
      part,
      words: `${name}, what it is called with: ${words}`,
    }));
  if (key === "tool" && before.kind === "tool" && after.kind === "tool") return toolChanges(before, after);
  if (key === "workflow" && before.kind === "workflow" && after.kind === "workflow")
    return [{ part, words: `${name} ${pinWords(before, after)}` }];
  return null;
}

function outputChanges(name: string, before: ObjectSchema | null, after: ObjectSchema | null): Change[] {
  const part = "steps";
  if (before === null || after === null)
    return [{ part, words: `${name} answers with ${after === null ? "plain text" : "fields"} now` }];
  return schemaChanges(before, after).map((words) => ({ part, words: `${name}, its answer: ${words}` }));
}

type ToolNode = Extract<GraphNode, { kind: "tool" }>;

function toolChanges(before: ToolNode, after: ToolNode): Change[] {
  const [old, now]: { [key: string]: unknown }[] = [before.tool, after.tool];
  if (before.tool.type !== after.tool.type) return [changed(after, "kind of tool", before.tool, after.tool)];
  const keys = new Set([...Object.keys(before.tool), ...Object.keys(after.tool)]);
  return [...keys]
    .filter((key) => !sameJson(old?.[key], now?.[key], key))
    .map((key) => changed(after, TOOL_WORDS[key] ?? key, old?.[key], now?.[key]));
}

type WorkflowNode = Extract<GraphNode, { kind: "workflow" }>;

function pinWords({ workflow: before }: WorkflowNode, { workflow: after }: WorkflowNode): string {
  if (after === null) return "has no workflow chosen any more";
  if (before === null) return `runs version ${after.version} of the chosen workflow`;
  if (before.id !== after.id) return `runs another workflow, in version ${after.version}`;
  return `runs version ${after.version} in place of ${before.version}`;
}

function changed(node: GraphNode, what: string, before: unknown, after: unknown): Change {
  return {
    part: partOf(node),
    words: `${nameOf(node)}: ${what} changed`,
    texts: { before: asText(before), after: asText(after) },
  };
}

/** How a choice of models, in the order in which they are tried, has changed. */
export function modelChange(before: readonly ModelChoice[], after: readonly ModelChoice[]): string {
  const [old, now] = [modelWords(before), modelWords(after)];
  return old === now ? `${now}, by another connection` : `${now} in place of ${old}`;
}

const modelWords = (models: readonly ModelChoice[]): string =>
  models.length === 0 ? "the default model" : models.map(({ model }) => model || "no model").join(", then ");
