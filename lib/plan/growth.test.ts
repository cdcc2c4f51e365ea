import { describe, expect, test } from "vitest";
import type { ContextField, FlowEdge, GraphEdge } from "../graph/edge.ts";
import { type Graph, SCHEMA_VERSION } from "../graph/graph.ts";
import { indexGraph } from "../graph/graph-index.ts";
import { newNode } from "../graph/new-node.ts";
import type { GraphNode, NodeKind } from "../graph/node.ts";
import { parseDocument } from "../graph/parse-document.ts";
import { changeReferenceName, renameNode } from "../graph/rename.ts";
import { edgeScope } from "../graph/scope.ts";
import { validate } from "../graph/validate.ts";
import { compile } from "./compile.ts";
import { counted, ReadCount } from "./counted.ts";

/** A graph that grows with `n`. */
type Family = (n: number) => { nodes: GraphNode[]; edges: GraphEdge[] };

const range = (length: number) => Array.from({ length }, (_, at) => at);

function node(kind: NodeKind, id: string): GraphNode {
  const made = newNode(kind, id, { name: id, toolType: "rules" });
  if (made.kind !== "agent" && made.kind !== "supervisor") return made;
  return {
    ...made,
    description: "d",
    instructions: "i",
    models: [{ id: "m", connectionId: null, model: "none" }],
    limits: { ...made.limits, maxCostNanos: 1_000 },
  };
}

const pathField = (path: string): ContextField => ({
  id: "f",
  name: "f",
  schema: {},
  required: false,
  fill: { by: "path", path },
});
const edge = (kind: "flow" | "worker", from: string, to: string, path?: string): GraphEdge => ({
  id: `${from}-${to}-${kind}`,
  kind,
  from,
  to,
  context: path === undefined ? [] : [pathField(path)],
});
const flow = (from: string, to: string): FlowEdge => ({
  id: `${from}-${to}`,
  kind: "flow",
  from,
  to,
  context: [],
});
const chain = (
  kinds: NodeKind,
  n: number,
  path: (at: number) => string,
): { nodes: GraphNode[]; edges: GraphEdge[] } => ({
  nodes: [node("input", "input"), ...range(n).map((at) => node(kinds, `a${at}`)), node("output", "output")],
  edges: [
    edge("flow", "input", "a0"),
    ...range(n - 1).map((at) =>
      edge(kinds === "supervisor" ? "worker" : "flow", `a${at}`, `a${at + 1}`, path(at)),
    ),
    edge("flow", kinds === "supervisor" ? "a0" : `a${n - 1}`, "output"),
  ],
});
/** An input, `first` after it, an output, and the rest. */
const framed = (first: string, nodes: GraphNode[], edges: GraphEdge[]) => ({
  nodes: [node("input", "input"), ...nodes, node("output", "output")],
  edges: [edge("flow", "input", first), edge("flow", first, "output"), ...edges],
});

const families: Record<string, Family> = {
  "a ladder of supervisors, each asking both of the next": (n) =>
    framed(
      "s0x0",
      range(n).flatMap((layer) => [node("supervisor", `s${layer}x0`), node("supervisor", `s${layer}x1`)]),
      range(n - 1).flatMap((layer) =>
        [0, 1].flatMap((a) =>
          [0, 1].map((b) => edge("worker", `s${layer}x${a}`, `s${layer + 1}x${b}`, "results.nothing.x")),
        ),
      ),
    ),
  "a ladder of supervisors without fields, under one that hands on": (n) => {
    const { nodes, edges } =
      families["a ladder of supervisors, each asking both of the next"]?.(n) ?? framed("", [], []);
    const first = node("supervisor", "first");
    const bare = edges.map((one) => ({ ...one, context: [] })) as GraphEdge[];
    return {
      nodes: [...nodes, first, node("agent", "last")],
      edges: [...bare, edge("flow", "s0x0", "first"), edge("worker", "first", "last")],
    };
  },
  "every supervisor asking every agent": (n) => {
    const side = range(Math.ceil(Math.sqrt(n)) * 2);
    return framed(
      "s0",
      side.flatMap((at) => [node("supervisor", `s${at}`), node("agent", `a${at}`)]),
      side.flatMap((from) => side.map((to) => edge("worker", `s${from}`, `a${to}`, "results.a0"))),
    );
  },
  "a long chain, each reading the first": (n) => chain("agent", n, () => "results.a0"),
  "a long chain, each reading all": (n) => chain("agent", n, () => "results.map(name, name)"),
  "a long chain without fields": (n) => {
    const { nodes, edges } = chain("agent", n, () => "");
    return { nodes, edges: edges.map((one) => ({ ...one, context: [] })) as GraphEdge[] };
  },
  "supervisors deep inside each other": (n) => chain("supervisor", n, () => "context.f"),
  "a wide fan, each reading the one before": (n) =>
    framed(
      "s",
      [node("supervisor", "s"), ...range(n).map((at) => node("agent", `a${at}`))],
      range(n).map((at) => edge("worker", "s", `a${at}`, `results.a${Math.max(0, at - 1)}`)),
    ),
  "a wide fan with misspelt names": (n) =>
    framed(
      "s",
      [node("supervisor", "s"), ...range(n).map((at) => node("agent", `agent${at}`))],
      range(n).map((at) => edge("worker", "s", `agent${at}`, `results.agnet${at}`)),
    ),
  "many into one": (n) => ({
    nodes: [
      node("input", "input"),
      ...range(n).map((at) => node("agent", `a${at}`)),
      node("output", "output"),
    ],
    edges: range(n).flatMap((at) => [edge("flow", "input", `a${at}`), edge("flow", `a${at}`, "output")]),
  }),
  "many edges between two nodes": (n) =>
    framed(
      "s",
      [node("supervisor", "s"), node("agent", "a")],
      range(n).map((at) => ({ ...edge("worker", "s", "a", "results.b"), id: `e${at}` })),
    ),
  "many supervisors that share workers": (n) =>
    framed(
      "s0",
      [
        ...range(n).map((at) => node("supervisor", `s${at}`)),
        ...range(3).map((at) => node("agent", `w${at}`)),
      ],
      range(n).flatMap((at) => [
        ...range(3).map((worker) => edge("worker", `s${at}`, `w${worker}`, "context.f")),
        ...(at > 0 ? [edge("worker", "s0", `s${at}`, "results.w0.x")] : []),
      ]),
    ),
  "a circle of supervisors": (n) =>
    framed(
      "s0",
      range(n).map((at) => node("supervisor", `s${at}`)),
      range(n).map((at) => edge("worker", `s${at}`, `s${(at + 1) % n}`, "results.s0.s1.s2.s3")),
    ),
  "a circle of steps": (n) => ({
    nodes: [
      node("input", "input"),
      ...range(n).map((at) => node("agent", `a${at}`)),
      node("output", "output"),
    ],
    edges: [
      edge("flow", "input", "a0"),
      ...range(n).map((at) => edge("flow", `a${at}`, `a${(at + 1) % n}`, "results.a0")),
      edge("flow", "a0", "output"),
    ],
  }),
  "steps that go back to the first, with branches that leave": (n) => ({
    nodes: [
      node("input", "input"),
      ...range(n).flatMap((at) => [node("agent", `a${at}`), node("branch", `b${at}`)]),
      node("output", "output"),
    ],
    edges: [
      edge("flow", "input", "a0"),
      ...range(n).flatMap((at): GraphEdge[] => [
        edge("flow", `a${at}`, `b${at}`),
        { ...flow(`b${at}`, "output"), when: `results.a${at} == 'done'` },
        at < n - 1
          ? flow(`b${at}`, `a${at + 1}`)
          : { ...flow(`b${at}`, "a0"), back: { most: 3, usedUp: "fail" } },
        { ...flow(`a${at}`, "a0"), when: "size(rounds.a0) < 2", back: { most: 3, usedUp: "go-on" } },
      ]),
    ],
  }),
  "many before a branch, and many behind it": (n) => ({
    nodes: [
      node("input", "input"),
      node("branch", "branch"),
      ...range(n).flatMap((at) => [node("agent", `a${at}`), node("agent", `b${at}`)]),
      node("output", "output"),
    ],
    edges: range(n).flatMap((at): GraphEdge[] => [
      edge("flow", "input", `a${at}`),
      flow(`a${at}`, "branch"),
      { ...flow("branch", `b${at}`), when: `results.a${at} == ''` },
      edge("flow", `b${at}`, "output"),
    ]),
  }),
  "maps in a row, each over the list of the one before": (n) => ({
    nodes: [
      node("input", "input"),
      ...range(n).flatMap((at): GraphNode[] => {
        const map = node("map", `a${at}`);
        const items = at === 0 ? "input.x" : `results.a${at - 1}`;
        return [map.kind === "map" ? { ...map, items } : map, node("agent", `w${at}`)];
      }),
      node("output", "output"),
    ],
    edges: [
      edge("flow", "input", "a0"),
      ...range(n).flatMap((at): GraphEdge[] => [
        { id: `i${at}`, kind: "item", from: `a${at}`, to: `w${at}`, context: [pathField("item.x")] },
        flow(`a${at}`, at === n - 1 ? "output" : `a${at + 1}`),
      ]),
    ],
  }),
  "one that many maps ask, and what the items lack": (n) => {
    const tool = node("tool", "tool");
    const properties = { p: { type: "string" as const }, q: { type: "string" as const } };
    const parameters = { type: "object" as const, properties, required: ["p", "q"] };
    const maps = range(n).map((at) => {
      const map = node("map", `a${at}`);
      return map.kind === "map" ? { ...map, items: "['text']" } : map;
    });
    return {
      nodes: [
        node("input", "input"),
        ...maps,
        { ...tool, parameters } as GraphNode,
        node("output", "output"),
      ],
      edges: range(n).flatMap((at): GraphEdge[] => [
        edge("flow", "input", `a${at}`),
        { id: `i${at}`, kind: "item", from: `a${at}`, to: "tool", context: [] },
        flow(`a${at}`, "output"),
      ]),
    };
  },
  "agents that hand over in a line, each also back to the first": (n) => {
    const { nodes, edges } = chain("agent", n, () => "");
    const handoffs = range(n - 1).flatMap((at): GraphEdge[] => [
      { id: `h${at}`, kind: "handoff", from: `a${at}`, to: `a${at + 1}`, context: [] },
      {
        ...{ id: `b${at}`, kind: "handoff", from: `a${at + 1}`, to: "a0", context: [] },
        back: { most: 3, usedUp: "fail" },
      },
    ]);
    return {
      nodes,
      edges: [...edges.filter(({ from, to }) => from === "input" || to === "output"), ...handoffs],
    };
  },
  "workflows in a row": (n) => {
    const { nodes, edges } = chain("workflow", n, (at) => `results.a${at}`);
    const pinned = nodes.map((one) =>
      one.kind === "workflow" ? { ...one, workflow: { id: `w${one.id}`, version: 1 } } : one,
    );
    return { nodes: pinned, edges };
  },
  "branches in a row": (n) => {
    const { nodes, edges } = chain("branch", n, () => "");
    return { nodes, edges: edges.map((one) => ({ ...one, context: [] })) as GraphEdge[] };
  },
  "nodes without names": (n) => {
    const { nodes, edges } = chain("agent", n, () => "input.x");
    return { nodes: nodes.map((one) => ({ ...one, name: "" })), edges };
  },
  "no input": (n) => {
    const { nodes, edges } = chain("agent", n, () => "results.nothing");
    return { nodes: nodes.slice(1), edges: edges.slice(1) };
  },
  "agents that use one tool with parameters nobody needs": (n) => {
    const tool = node("tool", "tool");
    const properties = Object.fromEntries(range(30).map((at) => [`p${at}`, { type: "string" as const }]));
    return framed(
      "a0",
      [
        ...range(n).map((at) => node("agent", `a${at}`)),
        tool.kind === "tool" ? { ...tool, parameters: { ...tool.parameters, properties } } : tool,
      ],
      range(n).map((at) => ({
        id: `t${at}`,
        kind: "tool" as const,
        from: `a${at}`,
        to: "tool",
        fills: [{ name: "p0", fill: { by: "path" as const, path: "context.x" } }],
      })),
    );
  },
  "one huge text": (n) => {
    const output = node("output", "output");
    const template = "{{ results.a.x + input.y }} text ".repeat(n);
    return {
      nodes: [node("input", "input"), output.kind === "output" ? { ...output, template } : output],
      edges: [edge("flow", "input", "output")],
    };
  },
};

const known = { connections: [], prices: [] };
const graphOf = ({ nodes, edges }: ReturnType<Family>): Graph => ({
  schemaVersion: SCHEMA_VERSION,
  defaultModel: null,
  nodes,
  edges,
});

const operations: Record<string, (graph: Graph) => void> = {
  // What is found is written down, as it is when it is sent to a page.
  validate: (graph) => JSON.stringify(validate(graph, known)),
  compile: (graph) => compile(graph, { connections: [] }),
  rename: (graph) => {
    renameNode(graph, graph.nodes[1]?.id ?? "", "Another name");
    changeReferenceName(graph, graph.nodes[1]?.id ?? "", "another");
  },
  "read the scope of each edge": (graph) => {
    const index = indexGraph(graph);
    for (const one of index.graph.edges) edgeScope(index, one).results?.get("a0")?.shape.properties?.x;
  },
  import: (graph) => parseDocument({ graph, layout: {} }),
  "import of version 1": (graph) => {
    const nodes = graph.nodes.map(({ referenceName: _, ...old }) => ({ ...old, name: "Same name" }));
    parseDocument({ graph: { schemaVersion: 1, nodes, edges: graph.edges }, layout: {} });
  },
};

function readsPerPart(family: Family, n: number, work: (graph: Graph) => void): number {
  const graph = graphOf(family(n));
  const parts = graph.nodes.length + graph.edges.length + JSON.stringify(graph).length / 100;
  const count = new ReadCount(parts * 5_000);
  work(counted(graph, count));
  return count.reads / parts;
}

describe.each(Object.entries(operations))("%s", (_, work) => {
  test.each(Object.entries(families))("of %s takes work in proportion to its size", (_, family) => {
    const [once, twice] = [readsPerPart(family, 60, work), readsPerPart(family, 120, work)];
    expect(twice / once).toBeLessThan(1.35);
  });
});
