import { edgeWords } from "@/lib/graph/connectable.ts";
import { type GraphEdge, isControl } from "@/lib/graph/edge.ts";
import { controlWords } from "@/lib/graph/flow-words.ts";
import type { Graph } from "@/lib/graph/graph.ts";
import type { GraphNode } from "@/lib/graph/node.ts";

/**
 * One line of the outline and how deep it stands: a node, or below the node that it comes from an edge that has something to
 * say. `taken`: when control takes it, or what it is; `short`: the same without what all of its kind there begin with.
 */
export type OutlineRow =
  | { kind: "node"; node: GraphNode; depth: number }
  | { kind: "edge"; edge: GraphEdge; to: GraphNode; taken: string; short: string; depth: number };

/** Which edges have problems. */
type Troubled = { has: (edgeId: string) => boolean };

/**
 * The nodes in reading order: along the flow from the inputs, each behind all that lead to it; workers and tools one level
 * below who asks or uses them.
 * Conditions, cases, failures, handoffs, ways back and edges with problems stand below the node that they come from.
 */
export function outlineOf(graph: Graph, troubled: Troubled = new Set()): OutlineRow[] {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const from = Map.groupBy(graph.edges, (edge) => edge.from);
  const called = new Set(graph.edges.filter((edge) => !isControl(edge)).map((edge) => edge.to));
  const before = Map.groupBy(
    graph.edges.filter((edge) => isControl(edge) && edge.back === undefined),
    (edge) => edge.to,
  );
  const rows: OutlineRow[] = [];
  const seen = new Set<string>();

  const isNext = (id: string) => before.get(id)?.every((edge) => seen.has(edge.from)) ?? true;
  const visit = (id: string, depth: number) => {
    const node = nodes.get(id);
    if (!node || seen.has(id)) return;
    seen.add(id);
    const edges = from.get(id) ?? [];
    rows.push({ kind: "node", node, depth });
    const told = edges.flatMap((edge) => {
      const to = nodes.get(edge.to);
      const when = isControl(edge) ? controlWords(edge, node.kind === "branch") : null;
      const taken = when ?? (troubled.has(edge.id) ? edgeWords[edge.kind] : null);
      return to && taken !== null ? [{ edge, to, taken }] : [];
    });
    const shorten = shortener(told.map(({ taken }) => taken));
    for (const one of told) rows.push({ kind: "edge", ...one, short: shorten(one.taken), depth: depth + 1 });
    for (const edge of edges) if (!isControl(edge) && !before.has(edge.to)) visit(edge.to, depth + 1);
    for (const edge of edges)
      if (isControl(edge) && edge.back === undefined && isNext(edge.to)) visit(edge.to, depth);
  };

  for (const node of graph.nodes) if (node.kind === "input") visit(node.id, 0);
  for (const node of graph.nodes)
    if (!before.has(node.id) && !called.has(node.id) && node.kind !== "note") visit(node.id, 0);
  for (const node of graph.nodes) visit(node.id, 0);
  return rows;
}

/** What several conditions begin with is left out from this length on: it would push out what tells them apart. */
const LONG_BEGINNING = 12;

/** Leaves out what the words that begin with "if" have in common at their beginning, up to the end of a word. */
function shortener(all: readonly string[]): (words: string) => string {
  const [first = "", ...others] = new Set(all.filter((words) => words.startsWith("if ")));
  let same = 0;
  while (others.length > 0 && others.every((other) => other[same] === first[same])) same += 1;
  const beginning = /^.*[\s.([]/.exec(first.slice(0, same))?.[0] ?? "";
  if (beginning.length < LONG_BEGINNING) return (words) => words;
  return (words) => (words.startsWith(beginning) ? `if …${words.slice(beginning.length)}` : words);
}
