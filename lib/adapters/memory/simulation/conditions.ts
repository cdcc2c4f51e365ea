import type { GraphNode } from "../../../graph/node.ts";

/** A condition that has a value once the step has ended well: about its result, and as good as by chance. */
export function conditionAfter(step: GraphNode, form: number): string {
  const path = `results.${step.referenceName}`;
  switch (step.kind) {
    case "agent": {
      if (step.output === null) return `size(${path}) % ${2 + (form % 2)} == 0`;
      const names = Object.keys(step.output.properties);
      return form % 2 ? `size(${path}) > ${names.length - 1}` : `has(${path}.${names.at(-1)})`;
    }
    case "supervisor":
      return `size(${path}) ${form % 2 ? "> 1" : "% 2 == 0"}`;
    case "tool":
      return ofTool(step, path, form);
    case "map":
      return `size(${path}) ${form % 2 ? "> 1" : "% 2 == 0"}`;
    case "workflow":
      return step.result.type === "string" ? `size(${path}) % 2 == 0` : `has(${path})`;
    case "input":
    case "branch":
    case "output":
    case "note":
    case "unknown":
      return "true";
  }
}

function ofTool({ tool }: Extract<GraphNode, { kind: "tool" }>, path: string, form: number): string {
  switch (tool.type) {
    case "sql":
      return form % 2 ? `size(${path}.rows) > 0` : `${path}.rowCount % 2 == 0`;
    case "sql-write":
      return `size(${path}.after) == ${form % 2}`;
    case "rules":
      return `${path}.outcome in ["hold", "split"]`;
    case "email":
      return `size(${path}.messageId) % 2 == 0`;
    case "http":
      return `${path}.status ${form % 2 ? "==" : "!="} 200`;
  }
}

/** A condition about why a step has failed. */
export function conditionOnFailure(form: number): string {
  return form % 3 === 0
    ? 'failure.code == "offline"'
    : form % 3 === 1
      ? '!(failure.code in ["busy", "turn-limit"])'
      : "size(failure.code) > 8";
}

/** A condition about the run's input. */
export function conditionOnInput({ schema }: Extract<GraphNode, { kind: "input" }>, form: number): string {
  const [name] = Object.keys(schema.properties);
  return name === undefined || form % 2 ? `size(input) ${form % 3 ? "<" : ">"} 2` : `has(input.${name})`;
}
