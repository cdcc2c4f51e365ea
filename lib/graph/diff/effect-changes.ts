import type { Graph } from "../graph.ts";
import { indexGraph } from "../graph-index.ts";
import type { GraphNode } from "../node.ts";
import type { Change } from "./change.ts";
import { listed } from "./change.ts";

/** What a workflow does outside of itself, in the words that follow on "Now it". */
const EFFECTS = {
  mail: "sends mail by a mail server",
  outbox: "writes mails to the outbox",
  "sql-write": "writes to a database",
  "http-write": "calls URLs to change something",
  sql: "reads from a database",
  "sql-model": "lets a model write the SQL that it reads with",
  http: "fetches from URLs",
  workflow: "runs another workflow",
} as const;
type Effect = keyof typeof EFFECTS;

/** Which effects a workflow has that it had not, and the other way round, by the steps that an input can lead to. */
export function effectChanges(before: Graph, after: Graph): Change[] {
  const [old, now] = [effectsOf(before), effectsOf(after)];
  const only = (some: Map<Effect, string[]>, others: Map<Effect, string[]>, words: string) =>
    [...some].flatMap(([effect, names]): Change[] =>
      others.has(effect) ? [] : [{ part: "effects", words: `${words} ${EFFECTS[effect]}: ${listed(names)}` }],
    );
  return [...only(now, old, "Now it"), ...only(old, now, "No longer:")];
}

function effectsOf(graph: Graph): Map<Effect, string[]> {
  const { reached } = indexGraph(graph);
  const effects = new Map<Effect, string[]>();
  for (const node of graph.nodes) {
    const effect = reached.has(node.id) ? effectOf(node) : null;
    if (effect !== null) effects.set(effect, [...(effects.get(effect) ?? []), node.name || node.id]);
  }
  return effects;
}

function effectOf(node: GraphNode): Effect | null {
  if (node.kind === "workflow") return "workflow";
  if (node.kind !== "tool") return null;
  const { tool } = node;
  switch (tool.type) {
    case "sql":
      return tool.mode === "model" ? "sql-model" : "sql";
    case "sql-write":
      return "sql-write";
    case "rules":
      return null;
    case "email":
      return tool.connectionId === null ? "outbox" : "mail";
    case "http":
      return tool.method === "GET" ? "http" : "http-write";
  }
}
