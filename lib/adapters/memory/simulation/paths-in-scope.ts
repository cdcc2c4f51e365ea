import type { GraphEdge } from "../../../graph/edge.ts";
import type { GraphNode } from "../../../graph/node.ts";
import type { FieldSpec } from "./random-graph.ts";

type Drawn = { nodes: GraphNode[]; edges: GraphEdge[] };

/** The paths that may be read on an edge, those that may have no value at run time among them. */
export function pathsAt(graph: Drawn, edge: GraphEdge): string[] {
  const input = inputNames(graph);
  if (edge.kind === "flow") return pathsBefore(graph, edge.to);
  if (edge.kind === "item") return [...ITEM, ...ITEM, ...pathsBefore(graph, edge.from)];
  const received = receivedNames(graph, edge.from, input);
  const called = calledBy(graph, edge.from);
  return [
    ...inputPaths(graph),
    ...received.map((name) => `context.${name}`),
    ...called.flatMap((node) => resultPaths(graph, node, 2)),
  ];
}

/** The paths that may be read when a step begins, those that may have no value at run time among them. */
export function pathsBefore(graph: Drawn, step: string): string[] {
  const before = stepsBefore(graph, step);
  return [...inputPaths(graph), ...before.flatMap((node) => resultPaths(graph, node, 2))];
}

const ITEM = ["item", "index"];

const inputNames = ({ nodes }: Drawn) =>
  nodes.flatMap((node) => (node.kind === "input" ? Object.keys(node.schema.properties) : []));

const inputPaths = (graph: Drawn) => ["input", ...inputNames(graph).map((name) => `input.${name}`)];

/** The form in which a path that may have no value has another then. */
const WHERE_THERE = 3;

/**
 * An expression for a list of a few items, mostly of what these paths have; now and then it is empty, a list from
 * somewhere, or none.
 */
export function listOf(paths: string[], fields: readonly FieldSpec[]): string {
  const [first = "input", second = "input", third = "input"] = fields.map((field) =>
    expressionOf(paths, { ...field, form: Math.min(field.form, WHERE_THERE) }),
  );
  const [{ form, path } = { form: 0, path: 0 }] = fields;
  const lists = paths.filter((one) => one.endsWith(".rows"));
  const list = lists[path % (lists.length || 1)];
  if (list !== undefined && form < 4) return list;
  switch (form) {
    case 0:
      return "[]";
    case 1:
      return `size(input) > 9 ? [] : ${path % 3 === 0 ? '"no list"' : first}`;
    case 2:
      return `[${first}, ${second}]`;
    case 3:
      return `[{"i0": ${first}, "i1": ${second}, "i2": 3}, {"i0": ${third}}]`;
    case 4:
      return `[${first}, "b", 3]`;
    default:
      return `["a", ${first}, ${second}, ${third}]`;
  }
}

/** An expression that reads one of the paths: as it is, or wrapped. Plain input more often than what may be missing. */
export function expressionOf(paths: string[], { path: pick, form, required }: FieldSpec): string {
  const sure = paths.filter((path) => !path.startsWith("results."));
  const among = required && pick % 3 === 0 ? sure : paths;
  const path = among[pick % among.length] ?? "input";
  switch (form) {
    case 0:
      return `[${path}]`;
    case 1:
      return `{"of": ${path}}`;
    case 2:
    case 3:
      return path.includes(".") ? `has(${path}) ? ${path} : "none"` : path;
    default:
      return path;
  }
}

function stepsBefore(graph: Drawn, id: string): GraphNode[] {
  const found = new Set<string>();
  const open = [id];
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const edge of graph.edges)
      if (edge.kind === "flow" && edge.to === at && !found.has(edge.from)) {
        found.add(edge.from);
        open.push(edge.from);
      }
  return graph.nodes.filter((node) => found.has(node.id));
}

function calledBy(graph: Drawn, id: string): GraphNode[] {
  const called = graph.edges
    .filter((edge) => edge.from === id && (edge.kind === "worker" || edge.kind === "tool"))
    .map((edge) => edge.to);
  return graph.nodes.filter((node) => called.includes(node.id));
}

/** Whether a field reads of a node's context what no flow into it brings any more, since others lead there. */
export function readsWhatNobodyHandsOn(graph: Drawn): boolean {
  const input = inputNames(graph);
  return graph.edges.some((edge) => {
    if (edge.kind === "flow") return false;
    const fields = edge.kind === "tool" ? edge.fills : edge.context;
    const read = fields.flatMap(({ fill }) =>
      fill.by === "path" ? [...fill.path.matchAll(/\bcontext\.(\w+)/g)].map(([, name]) => name ?? "") : [],
    );
    if (read.length === 0) return false;
    const received = new Set(receivedNames(graph, edge.from, input));
    return read.some((name) => !received.has(name));
  });
}

/** What a node receives, by flows or by calls: the fields of the edges into it, and what ways without fields hand on. */
function receivedNames(graph: Drawn, id: string, input: string[]): string[] {
  const into = graph.edges.flatMap((edge) => (edge.to === id && edge.kind !== "tool" ? [edge] : []));
  const flows = into.filter(({ kind }) => kind === "flow");
  const handing = flows.filter(({ context }) => context.length === 0);
  const results = handing.flatMap((flow) => handedOn(graph, flow));
  const isWhole = handing.length > 0 && handing.length === flows.length && results.length === 0;
  const handed = isWhole ? input : handing.length > 0 ? ["input"] : [];
  return [
    ...new Set([...handed, ...results, ...into.flatMap((edge) => edge.context.map(({ name }) => name))]),
  ];
}

/** What a flow without fields hands on besides the input: a result, a failure in its place, or what a branch received. */
function handedOn(graph: Drawn, flow: GraphEdge, through: readonly string[] = []): string[] {
  if ("on" in flow && flow.on === "failed") return ["failure"];
  const node = graph.nodes.find(({ id }) => id === flow.from);
  if (!node || !("referenceName" in node) || node.kind === "input" || through.includes(node.id)) return [];
  if (node.kind !== "branch") return [node.referenceName];
  return graph.edges.flatMap((edge) => {
    if (edge.to !== node.id || edge.kind !== "flow") return [];
    const fields = edge.context.map(({ name }) => name);
    return fields.length > 0 ? fields : handedOn(graph, edge, [...through, node.id]);
  });
}

function resultPaths(graph: Drawn, node: GraphNode, depth: number, at = "results"): string[] {
  const path = `${at}.${node.referenceName}`;
  const within = (names: string[]) => [path, ...names.map((name) => `${path}.${name}`)];
  switch (node.kind) {
    case "input":
      return within(Object.keys(node.schema.properties));
    case "agent":
      return within(Object.keys(node.output?.properties ?? {}));
    case "supervisor":
      return depth === 0
        ? [path]
        : [
            path,
            ...calledBy(graph, node.id).flatMap((worker) => resultPaths(graph, worker, depth - 1, path)),
          ];
    case "tool":
      return within(node.tool.type === "sql" ? ["rows", "rowCount"] : []);
    case "map":
    case "workflow":
      return [path];
    case "branch":
    case "output":
    case "note":
    case "unknown":
      return [];
  }
}
