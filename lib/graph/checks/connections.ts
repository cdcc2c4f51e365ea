import type { GraphEdit } from "../graph-edit.ts";
import type { Issue, KnownConnection, Surroundings } from "../issue.ts";
import type { GraphNode } from "../node.ts";
import type { ToolType } from "../tool.ts";
import { type Check, called } from "./check.ts";

type Wanted = { kinds: readonly string[]; what: string; required: boolean };

const TOOLS: Record<Exclude<ToolType, "rules">, Wanted> = {
  sql: { kinds: ["sqlite", "postgres"], what: "a database", required: true },
  "sql-write": { kinds: ["sqlite", "postgres"], what: "a database", required: true },
  email: { kinds: ["smtp"], what: "a mail server", required: false },
  http: { kinds: ["http"], what: "an HTTP service", required: false },
};
const MODEL: Wanted = { kinds: ["model"], what: "a model endpoint", required: false };

/** Every connection that is used is there, of the right kind and not taken offline. */
export const connections: Check = (index, surroundings) =>
  index.graph.nodes.flatMap((node): Issue[] => {
    if (node.kind === "tool")
      return node.tool.type === "rules"
        ? []
        : check(node, ["tool", "connectionId"], node.tool.connectionId, TOOLS[node.tool.type], surroundings);
    if (node.kind !== "agent" && node.kind !== "supervisor") return [];
    return node.models.flatMap((choice) =>
      check(node, ["models", choice.id, "connectionId"], choice.connectionId, MODEL, surroundings).map(
        (issue): Issue => ({ ...issue, mode: "real" }),
      ),
    );
  });

function check(
  node: GraphNode,
  field: string[],
  id: string | null,
  wanted: Wanted,
  surroundings: Surroundings | null,
): Issue[] {
  const fitting = surroundings?.connections.filter((one) => wanted.kinds.includes(one.kind)) ?? [];
  const at = { nodeId: node.id, field };
  if (id === null) {
    if (!wanted.required) return [];
    const message = `${called(node)} needs ${wanted.what}, and no connection is chosen.`;
    return [{ code: "no-connection", severity: "error", ...at, message, ...choose(at, fitting) }];
  }
  if (!surroundings) return [];
  const connection = surroundings.connections.find((one) => one.id === id);
  if (!connection) {
    const message = `The connection that ${called(node)} uses isn't there any more; choose another.`;
    const fix = wanted.required ? choose(at, fitting) : dropped(at, wanted);
    return [{ code: "connection-missing", severity: "error", ...at, message, ...fix }];
  }
  if (!wanted.kinds.includes(connection.kind)) {
    const message = `${called(node)} needs ${wanted.what}, and “${connection.name}” is something else.`;
    const fix = wanted.required ? choose(at, fitting) : dropped(at, wanted);
    return [{ code: "connection-kind", severity: "error", ...at, message, ...fix }];
  }
  if (connection.offline) {
    const message = `“${connection.name}” is taken offline, so ${called(node)} will fail until it is back.`;
    return [{ code: "connection-offline", severity: "warning", ...at, message }];
  }
  if (connection.unreachable === undefined) return [];
  const message = `“${connection.name}” can't be reached, so ${called(node)} may fail. ${connection.unreachable}`;
  return [{ code: "connection-unreachable", severity: "warning", ...at, message }];
}

/** Only where there is one to choose: among several, a person has to. */
function choose(at: { nodeId: string; field: string[] }, fitting: KnownConnection[]): Pick<Issue, "fix"> {
  const [only] = fitting;
  if (!only || fitting.length > 1) return {};
  return { fix: { label: `Use “${only.name}”`, edits: [set(at, only.id)] } };
}

function dropped(at: { nodeId: string; field: string[] }, wanted: Wanted): Pick<Issue, "fix"> {
  const label =
    wanted === MODEL ? "Use the workspace's default" : wanted === TOOLS.email ? "Use the outbox" : "Use none";
  return { fix: { label, edits: [set(at, null)] } };
}

function set(at: { nodeId: string; field: string[] }, value: string | null): GraphEdit {
  return { type: "node-change", id: at.nodeId, path: at.field, value };
}
