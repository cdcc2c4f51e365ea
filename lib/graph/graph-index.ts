import { type GraphEdge, isControl, type ToolEdge, type WorkerEdge } from "./edge.ts";
import type { Graph } from "./graph.ts";
import type { GraphNode } from "./node.ts";
import { type Reachability, reachability } from "./reachability.ts";

/** A graph with its nodes and edges indexed; made once for each pass over it. */
export type GraphIndex = {
  graph: Graph;
  node: (id: string) => GraphNode | undefined;
  into: (id: string) => readonly GraphEdge[];
  from: (id: string) => readonly GraphEdge[];
  /** Nodes reachable from any input along edges of every kind, inputs included. */
  reached: ReadonlySet<string>;
  /** Nodes that control can reach from an input: those after it on flows and handoffs. */
  ledTo: ReadonlySet<string>;
  /**
   * Whether control may have passed one step before it reaches another: whether flows and handoffs, those that go back among them, lead
   * from the first to the second.
   */
  comesBefore: Reachability;
  /** Whether it may have without having gone back: whether flows and handoffs that don't go back lead there. */
  leadsForward: Reachability;
  edge: (id: string) => GraphEdge | undefined;
};

const NONE: readonly GraphEdge[] = [];

/** Indexes a graph. */
export function indexGraph(graph: Graph): GraphIndex {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const into = Map.groupBy(graph.edges, (edge) => edge.to);
  const from = Map.groupBy(graph.edges, (edge) => edge.from);
  const edges = new Map(graph.edges.map((edge) => [edge.id, edge]));
  const inputs = graph.nodes.filter((node) => node.kind === "input").map((node) => node.id);
  const flowsFrom = (id: string) => (from.get(id) ?? NONE).filter(isControl).map((edge) => edge.to);
  const flows = graph.edges.filter(isControl);
  const forward = flows.filter((edge) => edge.back === undefined);
  const ids = () => graph.nodes.map((node) => node.id);
  const comesBefore = lazily(() => reachability(ids(), flows));
  return {
    graph,
    node: (id) => nodes.get(id),
    into: (id) => into.get(id) ?? NONE,
    from: (id) => from.get(id) ?? NONE,
    edge: (id) => edges.get(id),
    reached: walk(inputs, (id) => (from.get(id) ?? NONE).map((edge) => edge.to)),
    ledTo: walk(inputs.flatMap(flowsFrom), flowsFrom),
    comesBefore,
    leadsForward: forward.length === flows.length ? comesBefore : lazily(() => reachability(ids(), forward)),
  };
}

/** Reachability that is computed when it is first asked for. */
function lazily(compute: () => Reachability): Reachability {
  let computed: Reachability | null = null;
  return (earlier, later) => {
    computed ??= compute();
    return computed(earlier, later);
  };
}

/** Something that a caller may call: its edge, the node and the reference name. */
export type Callee = { edge: WorkerEdge | ToolEdge; node: GraphNode; name: string };

/** What a caller may call: its workers or its tools, in drawing order. */
export const callees = perNode((index, id): readonly Callee[] =>
  index.from(id).flatMap((edge) => {
    const node = index.node(edge.to);
    return node && (edge.kind === "worker" || edge.kind === "tool")
      ? [{ edge, node, name: node.referenceName }]
      : [];
  }),
);

/** Makes a function of an index and one of its nodes remember its result for each node. */
export function perNode<T>(make: (index: GraphIndex, id: string) => T): (index: GraphIndex, id: string) => T {
  const known = new WeakMap<GraphIndex, Map<string, { value: T }>>();
  return (index, id) => {
    const ofIndex = known.get(index) ?? new Map<string, { value: T }>();
    known.set(index, ofIndex);
    const found = ofIndex.get(id) ?? { value: make(index, id) };
    ofIndex.set(id, found);
    return found.value;
  };
}

/** Makes a function of an index remember its result. */
export function perIndex<T>(make: (index: GraphIndex) => T): (index: GraphIndex) => T {
  const once = perNode((index) => make(index));
  return (index) => once(index, "");
}

function walk(starts: readonly string[], next: (id: string) => string[]): Set<string> {
  const seen = new Set<string>();
  const open = [...starts];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...next(id));
  }
  return seen;
}
