import type { GraphEdit } from "../graph-edit.ts";
import type { GraphIndex } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import type { ToolNode } from "../node.ts";
import { placeReads, places } from "../places.ts";
import { statementParameters } from "../sql-text.ts";
import type { Rule } from "../tool.ts";
import { type Check, called } from "./check.ts";
import { authorsStatement } from "./statements.ts";

/** Checks that every tool has a description, and that its parameters are those that it uses. */
export const tools: Check = (index) => {
  const read = parametersRead(index);
  return index.graph.nodes.flatMap((node): Issue[] =>
    node.kind === "tool" ? [...configured(node), ...unused(index, node, read.get(node.id) ?? new Set())] : [],
  );
};

function configured(node: ToolNode): Issue[] {
  const { tool } = node;
  switch (tool.type) {
    case "sql":
      return tool.mode === "author" ? [...empty(node, "statement", tool.statement)] : [];
    case "sql-write":
      return [...empty(node, "statement", tool.statement)];
    case "email":
      return (["to", "subject", "body"] as const).flatMap((name) => empty(node, name, tool[name]));
    case "http":
      return [...empty(node, "url", tool.url)];
    case "rules":
      return tool.rules.length === 0
        ? [ruleless(node)]
        : tool.rules.flatMap((rule) => ruleIssues(node, rule));
  }
}

function empty(node: ToolNode, name: string, text: string): Issue[] {
  if (text.trim() !== "") return [];
  const what: Record<string, string> = {
    statement: "no statement to run",
    to: "no address to send to",
    subject: "no subject",
    body: "no text to send",
    url: "no address to call",
  };
  return [
    {
      code: name === "statement" ? "no-statement" : "no-template",
      severity: "error",
      nodeId: node.id,
      field: ["tool", name],
      message: `${called(node)} has ${what[name] ?? `no ${name}`} yet.`,
    },
  ];
}

function ruleless(node: ToolNode): Issue {
  return {
    code: "no-rules",
    severity: "error",
    nodeId: node.id,
    field: ["tool", "rules"],
    message: `${called(node)} has no rules yet, so none could ever fire.`,
  };
}

function ruleIssues(node: ToolNode, rule: Rule): Issue[] {
  if (rule.when.trim() !== "") return [];
  const field = ["tool", "rules", rule.id, "when"];
  return [
    {
      code: "no-condition",
      severity: "error",
      nodeId: node.id,
      field,
      message: `The rule “${rule.name || rule.id}” of ${called(node)} doesn't say when it holds.`,
      fix: {
        label: "Let it always hold",
        edits: [{ type: "node-change", id: node.id, path: field, value: "true" }],
      },
    },
  ];
}

function unused(index: GraphIndex, node: ToolNode, read: ReadonlySet<string>): Issue[] {
  const { tool } = node;
  if (tool.type === "sql" && tool.mode === "model") return [];
  const statement = authorsStatement(node);
  if (statement?.trim() === "" || (tool.type === "rules" && tool.rules.length === 0)) return [];
  const used = statement === null ? read : new Set(statementParameters(statement));
  if (used.has(ALL)) return [];
  return Object.keys(node.parameters.properties)
    .filter((name) => !used.has(name))
    .map((name) => ({
      code: "parameter-unused",
      severity: "warning",
      nodeId: node.id,
      field: ["parameters", "properties", name],
      message: `${called(node)} has a parameter “${name}” that it never uses.`,
      fix: { label: `Remove the parameter “${name}”`, edits: withoutParameter(index, node, name) },
    }));
}

function withoutParameter(index: GraphIndex, node: ToolNode, name: string): GraphEdit[] {
  const required = node.parameters.required.filter((one) => one !== name);
  return [
    { type: "node-change", id: node.id, path: ["parameters", "required"], value: required },
    { type: "node-change", id: node.id, path: ["parameters", "properties", name] },
    ...index.into(node.id).flatMap((edge): GraphEdit[] => {
      if (edge.kind === "worker") return [];
      const [list, fields] =
        edge.kind === "tool" ? (["fills", edge.fills] as const) : (["context", edge.context] as const);
      const kept = [...fields].filter((field) => field.name !== name);
      return kept.length === fields.length
        ? []
        : [{ type: "edge-change", id: edge.id, path: [list], value: kept }];
    }),
  ];
}

/** Marks a text that reads all parameters at once. */
const ALL = "*";

function parametersRead(index: GraphIndex): Map<string, Set<string>> {
  const read = new Map<string, Set<string>>();
  for (const place of places(index)) {
    if (!("nodeId" in place.at)) continue;
    const names = read.get(place.at.nodeId) ?? new Set();
    read.set(place.at.nodeId, names);
    for (const { root, steps } of placeReads(place)) {
      const [first] = steps;
      if (root === "parameters") names.add(first && "name" in first ? first.name : ALL);
    }
  }
  return read;
}
