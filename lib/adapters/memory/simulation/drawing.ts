import { fillTypes } from "../../../graph/checks/fill-types.ts";
import type { ContextField, Fill, GraphEdge } from "../../../graph/edge.ts";
import { emptyGraph } from "../../../graph/graph.ts";
import { indexGraph } from "../../../graph/graph-index.ts";
import type { PublishedWorkflow } from "../../../graph/issue.ts";
import type { JsonSchema } from "../../../graph/json-schema.ts";
import type { GraphNode, ToolNode, WorkflowNode } from "../../../graph/node.ts";
import { expressionOf, pathsAt } from "./paths-in-scope.ts";
import type { FieldSpec, WaySpec } from "./random-graph.ts";

const TYPES: JsonSchema[] = [
  {},
  {},
  {},
  { type: "string" },
  { type: "string", minLength: 3 },
  { type: "integer", minimum: 0 },
  { type: "number" },
  { type: "boolean" },
  { type: "array", items: { type: "string" } },
  { type: "string", enum: ["hold", "split", "none"] },
];
/** The form that an index stands for. */
export const typeOf = (index: number): JsonSchema => TYPES[index % TYPES.length] ?? {};

/** A field where a spec says nothing of it. */
export const ANY: FieldSpec = { by: "model", required: false, path: 0, form: 0, type: 0 };

/** A path that is still to be chosen, once it is known what can be read there. */
type Open = { edge: GraphEdge; spec: FieldSpec; set: (path: string) => void };

/** What has parameters. */
export type Bare = ToolNode | WorkflowNode;

/** Nodes and edges that are being drawn, and the paths in them that are chosen when all stands. */
export class Drawing {
  nodes: GraphNode[] = [];
  edges: GraphEdge[] = [];
  private readonly open: Open[] = [];
  private readonly workflows: readonly PublishedWorkflow[];

  constructor(workflows: readonly PublishedWorkflow[]) {
    this.workflows = workflows;
  }

  /** Chooses the paths that are open. */
  fillIn() {
    for (const { edge, spec, set } of this.open) set(expressionOf(pathsAt(this, edge), spec));
  }

  /** What takes anything has the type of what it gets, which may not fit where it is handed on to. */
  loosen() {
    while (this.loosened()) {}
  }

  /**
   * What a path fills with something of another type takes anything instead; what becomes text stays. False when there was
   * nothing of the kind.
   */
  private loosened(): boolean {
    let found = false;
    const graph = { ...emptyGraph(), nodes: this.nodes, edges: this.edges };
    for (const { severity, edgeId, field = [] } of fillTypes(indexGraph(graph), null)) {
      const edge = this.edges.find((one) => one.id === edgeId);
      const to = this.nodes.find((node) => node.id === edge?.to);
      const key = field[1] ?? "";
      if (severity === "warning" || !edge) continue;
      found = true;
      const context = edge.kind === "tool" ? [] : edge.context;
      const name = context.find((one) => one.id === key)?.name ?? key;
      for (const one of context) if (one.id === key) one.schema = {};
      if (to?.kind === "tool") to.parameters.properties[name] = {};
      if (to?.kind === "workflow") this.loosenParameter(to, name);
    }
    return found;
  }

  private loosenParameter(node: WorkflowNode, parameter: string) {
    node.parameters.properties[parameter] = {};
    const used = this.workflows.find(({ id }) => id === node.workflow?.id);
    const input = used?.graph.nodes.find(({ kind }) => kind === "input");
    if (input?.kind === "input") input.schema.properties[parameter] = {};
  }

  base(name: string, description: string) {
    const number = this.nodes.length;
    return {
      id: `n${number}`,
      name: `${name} ${number}`,
      referenceName: `${name.toLowerCase()}_${number}`,
      description,
    };
  }

  add<Node extends GraphNode>(node: Node): Node {
    this.nodes.push(node);
    return node;
  }

  connect<Edge extends GraphEdge>(edge: Edge): Edge {
    this.edges.push(edge);
    return edge;
  }

  ends(from: string, to: string) {
    return { id: `e${this.edges.length}`, from, to };
  }

  /** Hands over all parameters of a tool or a workflow. */
  give(
    edge: Extract<GraphEdge, { context: unknown }>,
    { parameters }: Bare,
    how: (field: FieldSpec) => FieldSpec,
    specs: FieldSpec[],
  ) {
    for (const [at, [name, schema]] of Object.entries(parameters.properties).entries()) {
      const spec = how({ ...ANY, path: at, ...specs[at] });
      const required = parameters.required.includes(name);
      this.hand(edge, { ...spec, required }, spec.by, name);
      const field = edge.context.at(-1);
      if (field && spec.by === "model") field.schema = schema;
    }
  }

  connected(from: string, to: string): boolean {
    return this.edges.some((edge) => edge.from === from && edge.to === to && edge.kind !== "flow");
  }

  uses(agent: string, tool: Bare, specs: FieldSpec[]) {
    const fills: { name: string; fill: Fill }[] = [];
    const edge = this.connect({ ...this.ends(agent, tool.id), kind: "tool" as const, fills });
    for (const [at, name] of Object.keys(tool.parameters.properties).entries()) {
      const spec = specs[at] ?? ANY;
      if (spec.by !== "path") continue;
      const fill = { by: "path" as const, path: "" };
      fills.push({ name, fill });
      this.open.push({ edge, spec, set: (path) => Object.assign(fill, { path }) });
    }
  }

  /** One more field of a context. */
  hand(
    edge: Extract<GraphEdge, { context: unknown }>,
    spec: FieldSpec,
    by: FieldSpec["by"],
    name = `c${edge.context.length}`,
  ) {
    const fill: Fill = by === "path" ? { by, path: "" } : { by };
    edge.context.push({ id: name, name, schema: typeOf(spec.type), required: spec.required, fill });
    if (by === "path") this.open.push({ edge, spec, set: (path) => Object.assign(fill, { path }) });
  }

  /** A tool or a workflow on the way gets what it requires from the first edge that leads to it; a map gets nothing. */
  lead(from: string, to: string, { context }: Pick<WaySpec, "context">) {
    const target = this.nodes.find((node) => node.id === to);
    const first = !this.edges.some((edge) => edge.kind === "flow" && edge.to === to);
    const edge = this.connect({
      ...this.ends(from, to),
      kind: "flow" as const,
      context: [] as ContextField[],
    });
    if (target?.kind === "map") return;
    if (target?.kind !== "tool" && target?.kind !== "workflow")
      for (const spec of context) this.hand(edge, spec, "path");
    else if (first)
      for (const [at, name] of Object.keys(target.parameters.properties).entries())
        this.hand(edge, { ...ANY, path: at, ...context[at], required: true }, "path", name);
  }

  template(id: string, places: FieldSpec[]) {
    const output = this.nodes.find((node) => node.id === id);
    const edge = this.edges.find((one) => one.to === id);
    if (output?.kind !== "output" || !edge) return;
    const parts: string[] = ["So: "];
    for (const spec of places)
      this.open.push({
        edge,
        spec,
        set: (path) => {
          parts.push(`{{ ${path} }} `);
          output.template = parts.join("");
        },
      });
  }
}
