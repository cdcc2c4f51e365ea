import type { Edge, Node, NodeHandle } from "@xyflow/react";
import { Position } from "@xyflow/react";
import { type GraphEdge, isControl } from "@/lib/graph/edge.ts";
import type { Graph, WorkflowDocument } from "@/lib/graph/graph.ts";
import { markHidden } from "@/lib/graph/hidden-characters.ts";
import type { PublishedWorkflow } from "@/lib/graph/issue.ts";
import { modelsOf } from "@/lib/graph/models-of.ts";
import type { GraphNode } from "@/lib/graph/node.ts";
import { type EdgeLabel, edgeSaid, labelsOf, NO_LABEL } from "./edge-labels.ts";
import { type Lane, lanesOf, positionsIn } from "./flow-route.ts";
import { lookOf } from "./kind-look.ts";
import { NODE_WIDTH, nodeHeight, type Port, portPoint, portsOf, type Side } from "./node-shape.ts";

/** What a node shows besides its own properties. */
export type NodeFacts = {
  /** Nodes it asks and tools it can use. */
  asks: number;
  uses: number;
  /** Flows that lead to it, those that go back left out; and flows from it, of a branch its cases. */
  flowsIn: number;
  cases: number;
  /** Ids of ports at which an edge begins or ends, joined by spaces. */
  connected: string;
  problems: number;
  /** Whether one of the problems keeps the workflow from running; otherwise all are warnings. */
  blocking: boolean;
  /** Of a step that is a workflow: the newest version, where that is newer than its own; else null. */
  newest: number | null;
  /** The models that it thinks with, in a few words; empty where none is chosen. */
  model: string;
};

export type CanvasNode = Node<{ node: GraphNode; facts: NodeFacts; tabbable: boolean }, "step">;
/** How an edge is drawn besides its ends: its label, and the height of a way back. */
export type EdgeFacts = EdgeLabel & {
  /** The height of a lane of its own, and how much later it turns off to it than others with the same ends. */
  lane: number | null;
  shift: number;
  problems: number;
  /** Whether one of the problems keeps the workflow from running; otherwise all are warnings. */
  blocking: boolean;
};

export type CanvasEdge = Edge<{ edge: GraphEdge } & EdgeFacts, "graph">;

export type ProjectionInput = {
  document: WorkflowDocument;
  selectedNodes: ReadonlySet<string>;
  selectedEdges: ReadonlySet<string>;
  /** The one node that Tab reaches. */
  tabbable: string | null;
  /** Positions while nodes are dragged. */
  moving: ReadonlyMap<string, { x: number; y: number }>;
  problems: ReadonlyMap<string, { count: number; blocking: boolean }>;
  /** What is known of published versions. */
  published?: readonly PublishedWorkflow[];
};

type Drawn = { nodes: CanvasNode[]; edges: CanvasEdge[] };

const onlyMoves = (from: ProjectionInput, to: ProjectionInput) =>
  from.document === to.document &&
  from.selectedNodes === to.selectedNodes &&
  from.selectedEdges === to.selectedEdges &&
  from.tabbable === to.tabbable &&
  from.problems === to.problems &&
  from.published === to.published;

const sides: Record<Side, Position> = {
  left: Position.Left,
  right: Position.Right,
  top: Position.Top,
  bottom: Position.Bottom,
};

/** Diameter of a port, px. */
export const PORT_SIZE = 10;

const PORTLESS = "";

function handlesOf(ports: readonly Port[], height: number): NodeHandle[] {
  return ports.map((port) => {
    const { x, y } = portPoint(port, height);
    return {
      id: port.id,
      type: port.end === "from" ? "source" : "target",
      position: sides[port.side],
      x: x - PORT_SIZE / 2,
      y: y - PORT_SIZE / 2,
      width: PORT_SIZE,
      height: PORT_SIZE,
    };
  });
}

/**
 * Creates the projection from documents to what the canvas draws. Everything that did not change keeps its object,
 * so that a memoised node is drawn again only when necessary; sizes and ports are declared, so nothing is measured.
 */
export function createProjection() {
  const nodes = new Map<string, { key: readonly unknown[]; made: CanvasNode }>();
  const edges = new Map<string, { key: readonly unknown[]; made: CanvasEdge }>();
  let graphEdges: readonly GraphEdge[] | null = null;
  let counts = new Map<
    string,
    { asks: number; uses: number; flowsIn: number; cases: number; ports: Set<string> }
  >();
  let labels: ReadonlyMap<string, EdgeLabel> = new Map();

  function countEdges({ nodes: all, edges: list }: Graph) {
    if (graphEdges === list) return;
    graphEdges = list;
    labels = labelsOf(list, new Set(all.flatMap(({ id, kind }) => (kind === "branch" ? [id] : []))));
    counts = new Map();
    const of = (id: string) => {
      const known = counts.get(id) ?? { asks: 0, uses: 0, flowsIn: 0, cases: 0, ports: new Set<string>() };
      counts.set(id, known);
      return known;
    };
    for (const edge of list) {
      const from = of(edge.from);
      from.ports.add(`${edge.kind}-from`);
      const to = of(edge.to);
      to.ports.add(`${edge.kind}-to`);
      if (edge.kind === "flow") from.cases += 1;
      if (isControl(edge) && edge.back === undefined) to.flowsIn += 1;
      if (edge.kind === "worker") from.asks += 1;
      if (edge.kind === "tool") from.uses += 1;
    }
  }

  function projectNode(node: GraphNode, input: ProjectionInput): CanvasNode {
    const count = counts.get(node.id);
    const problem = input.problems.get(node.id);
    const stored = Object.hasOwn(input.document.layout, node.id) ? input.document.layout[node.id] : undefined;
    const position = input.moving.get(node.id) ?? stored ?? { x: 0, y: 0 };
    const connected = count ? [...count.ports].sort().join(" ") : PORTLESS;
    const selected = input.selectedNodes.has(node.id);
    const tabbable = input.tabbable === node.id;
    const facts: NodeFacts = {
      asks: count?.asks ?? 0,
      uses: count?.uses ?? 0,
      flowsIn: count?.flowsIn ?? 0,
      cases: count?.cases ?? 0,
      connected,
      problems: problem?.count ?? 0,
      blocking: problem?.blocking ?? false,
      newest: newestOf(node, input.published ?? []),
      model: modelWords(input.document.graph, node),
    };
    const key = [node, position.x, position.y, selected, tabbable, ...Object.values(facts)];
    const before = nodes.get(node.id);
    if (before?.key.every((part, index) => part === key[index])) return before.made;
    const height = nodeHeight(node.kind);
    const sameFacts = before && JSON.stringify(before.made.data.facts) === JSON.stringify(facts);
    const data =
      before && sameFacts && before.made.data.node === node && before.made.data.tabbable === tabbable
        ? before.made.data
        : { node, facts, tabbable };
    const made: CanvasNode = {
      id: node.id,
      type: "step",
      position,
      data,
      selected,
      width: NODE_WIDTH,
      height,
      measured: { width: NODE_WIDTH, height },
      handles: handlesOf(portsOf[node.kind], height),
      ariaRole: "group",
      ariaLabel: nodeLabel(node, facts),
      domAttributes: { tabIndex: tabbable ? 0 : -1 },
      // In place of React Flow's transform: one for each of thousands of nodes makes every move of the view slow.
      style: { transform: "none", left: position.x, top: position.y },
    };
    nodes.set(node.id, { key, made });
    return made;
  }

  function projectEdge(
    edge: GraphEdge,
    input: ProjectionInput,
    { names, lanes }: { names: ReadonlyMap<string, string>; lanes: ReadonlyMap<string, Lane> },
  ): CanvasEdge {
    const selected = input.selectedEdges.has(edge.id);
    const before = edges.get(edge.id);
    const { y: lane = null, shift = 0 } = lanes.get(edge.id) ?? {};
    const label = labels.get(edge.id) ?? NO_LABEL;
    const [from, to] = [names.get(edge.from) ?? edge.from, names.get(edge.to) ?? edge.to];
    const { count: problems = 0, blocking = false } = input.problems.get(edge.id) ?? {};
    const key = [edge, selected, lane, shift, from, to, problems, blocking, ...Object.values(label)];
    if (before?.key.every((part, index) => part === key[index])) return before.made;
    const made: CanvasEdge = {
      id: edge.id,
      type: "graph",
      source: edge.from,
      target: edge.to,
      sourceHandle: `${edge.kind}-from`,
      targetHandle: `${edge.kind}-to`,
      data: { edge, ...label, lane, shift, problems, blocking },
      selected,
      ariaLabel: `${from} ${edgeSaid(edge, label.words)} ${to}${problemsSaid(problems)}`,
    };
    edges.set(edge.id, { key, made });
    return made;
  }

  function projectAll(input: ProjectionInput): Drawn {
    const { graph } = input.document;
    countEdges(graph);
    const names = new Map(graph.nodes.map((node) => [node.id, node.name]));
    const lanes = lanesIn(input);
    const drawn = {
      nodes: graph.nodes.map((node) => projectNode(node, input)),
      edges: labelsOnTop(graph.edges.map((edge) => projectEdge(edge, input, { names, lanes }))),
    };
    if (nodes.size > graph.nodes.length) for (const id of nodes.keys()) if (!names.has(id)) nodes.delete(id);
    if (edges.size > graph.edges.length) {
      const there = new Set(graph.edges.map((edge) => edge.id));
      for (const id of edges.keys()) if (!there.has(id)) edges.delete(id);
    }
    return drawn;
  }

  let last: { input: ProjectionInput; drawn: Drawn } | null = null;
  return (input: ProjectionInput): Drawn => {
    const drawn =
      last && onlyMoves(last.input, input) ? moved(last.drawn, last.input, input) : projectAll(input);
    last = { input, drawn };
    return drawn;
  };

  /** While nodes are dragged only these are looked at, whatever the size of the graph. */
  function moved(before: Drawn, from: ProjectionInput, to: ProjectionInput): Drawn {
    const ids = new Set([...from.moving.keys(), ...to.moving.keys()]);
    const list = before.nodes.map((made) => (ids.has(made.id) ? projectNode(made.data.node, to) : made));
    const { graph } = to.document;
    // Ways back keep clear of what is dragged.
    const lanes = lanesIn(to);
    if (lanes.size === 0) return { nodes: list, edges: before.edges };
    const names = new Map(graph.nodes.map((node) => [node.id, node.name]));
    const edgesNow = graph.edges.map((edge) => projectEdge(edge, to, { names, lanes }));
    return { nodes: list, edges: labelsOnTop(edgesNow) };
  }
}

/** Edges with words or problems come last, so that no line is drawn over what stands on them. */
const labelsOnTop = (edges: CanvasEdge[]): CanvasEdge[] =>
  edges.toSorted((a, b) => Number(isLabelled(a)) - Number(isLabelled(b)));

const isLabelled = ({ data }: CanvasEdge) => data !== undefined && (data.words !== null || data.problems > 0);

const lanesIn = ({ document: { graph, layout }, moving }: ProjectionInput) =>
  lanesOf(graph, positionsIn(layout, moving));

function modelWords(graph: Graph, node: GraphNode): string {
  if (node.kind !== "agent" && node.kind !== "supervisor") return "";
  const [first, ...others] = modelsOf(graph, node);
  if (!first) return "";
  return others.length > 0 ? `${first.model} +${others.length}` : first.model;
}

function newestOf(node: GraphNode, published: readonly PublishedWorkflow[]): number | null {
  const pinned = node.kind === "workflow" ? node.workflow : null;
  if (!pinned) return null;
  const known = published.filter(({ id }) => id === pinned.id);
  const newest = Math.max(0, ...known.map(({ latest }) => latest));
  return newest > pinned.version ? newest : null;
}

function nodeLabel(node: GraphNode, facts: NodeFacts): string {
  return `${markHidden(node.name) || "No name"}, ${lookOf(node).word.toLowerCase()}${problemsSaid(facts.problems)}`;
}

const problemsSaid = (count: number) =>
  count === 0 ? "" : count === 1 ? ", 1 problem" : `, ${count} problems`;
