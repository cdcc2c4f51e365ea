import type { Graph } from "../graph/graph.ts";
import { callees, type GraphIndex } from "../graph/graph-index.ts";
import type { Json } from "../graph/json.ts";
import type { AgentNode, GraphNode, SupervisorNode, ToolNode, WorkflowNode } from "../graph/node.ts";
import { toolParameters } from "./calls.ts";

/**
 * Sample values for the parameters of tools, taken from the tables behind them: by the tool's node, then by
 * parameter.
 */
export type ToolSamples = Readonly<Record<string, Readonly<Record<string, readonly Json[]>>>>;

type Fields = ReadonlyMap<string, readonly Json[]>;

/** Samples for the tools of each graph of a run: of its own, and of those of the workflows that it visits. */
export type SamplesOfGraphs = ReadonlyMap<Graph, ToolSamples>;

/**
 * For each agent and supervisor of a graph, sample values for the fields that its model fills, by name. A field gets the
 * samples of the tool parameter that it ends up in, by its name or by paths along the way, or else those of a parameter
 * of the same name anywhere in the run. Linear in the graphs.
 */
export function samplesByNode(index: GraphIndex, graphs: SamplesOfGraphs): (node: GraphNode) => Fields {
  const below = new Map<string, Fields>();
  const samples = graphs.get(index.graph) ?? {};
  const alike = byName([samples, ...graphs.values()]);

  /** What a node's context fields become further down; a node that is inside itself adds nothing. */
  function receivedBy(node: GraphNode): Fields {
    const known = below.get(node.id);
    if (known) return known;
    below.set(node.id, new Map());
    const found = new Map(uses(node).flatMap(({ from, values }) => (from ? [[from, values] as const] : [])));
    below.set(node.id, found);
    return found;
  }

  /**
   * For each value that a call of the node needs: the context field it is read from, or the name under which its
   * model fills it.
   */
  function uses(node: GraphNode): { from: string | null; name: string | null; values: readonly Json[] }[] {
    return callees(index, node.id).flatMap(({ edge, node: callee }) => {
      const wanted: Fields =
        callee.kind === "tool" ? new Map(Object.entries(samples[callee.id] ?? {})) : receivedBy(callee);
      const fills = edge.kind === "tool" ? edge.fills : edge.context;
      return [...wanted].map(([name, values]) => {
        const fill = fills.find((one) => one.name === name)?.fill;
        if (fill?.by === "path") return { from: contextField(fill.path), name: null, values };
        return { from: name, name: fill?.by === "reference" ? null : name, values };
      });
    });
  }

  return (node) => {
    if (node.kind !== "agent" && node.kind !== "supervisor") return new Map();
    const own = new Map(uses(node).flatMap(({ name, values }) => (name ? [[name, values] as const] : [])));
    for (const name of writtenBy(index, node)) {
      const values = own.get(name) ?? alike.get(plain(name));
      if (values && values.length > 0) own.set(name, values);
    }
    return own;
  };
}

/** `context.orderId` → "orderId"; null for any other path. */
const contextField = (path: string) => /^\s*context\.([A-Za-z_]\w*)\s*$/.exec(path)?.[1] ?? null;

const plain = (name: string) => name.toLowerCase().replaceAll("_", "");

/** All samples by parameter, for fields of the same name wherever they are; the first of a name counts. */
function byName(graphs: readonly ToolSamples[]): Fields {
  const found = new Map<string, readonly Json[]>();
  for (const parameters of graphs.flatMap((samples) => Object.values(samples)))
    for (const [name, values] of Object.entries(parameters))
      if (!found.has(plain(name))) found.set(plain(name), values);
  return found;
}

/** The names of the fields that a node's model writes: of its calls and of its answer. */
function writtenBy(index: GraphIndex, node: AgentNode | SupervisorNode): string[] {
  const called = callees(index, node.id).flatMap(({ edge, node: callee }) =>
    edge.kind === "worker"
      ? edge.context.filter(({ fill }) => fill.by === "model").map(({ name }) => name)
      : callee.kind === "tool" || callee.kind === "workflow"
        ? openParameters(callee, edge.fills)
        : [],
  );
  return [...called, ...(node.kind === "agent" ? Object.keys(node.output?.properties ?? {}) : [])];
}

function openParameters(
  tool: ToolNode | WorkflowNode,
  fills: readonly { name: string; fill: { by: string } }[],
): string[] {
  return Object.keys(toolParameters(tool).properties).filter(
    (name) => (fills.find((one) => one.name === name)?.fill.by ?? "model") === "model",
  );
}
