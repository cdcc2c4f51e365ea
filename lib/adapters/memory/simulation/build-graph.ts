import { fillTypes } from "../../../graph/checks/fill-types.ts";
import type { ContextField, Fill, GraphEdge } from "../../../graph/edge.ts";
import { emptyGraph, type Graph } from "../../../graph/graph.ts";
import { indexGraph } from "../../../graph/graph-index.ts";
import type { PublishedWorkflow } from "../../../graph/issue.ts";
import type { JsonSchema, ObjectSchema } from "../../../graph/json-schema.ts";
import { defaultLimits } from "../../../graph/new-node.ts";
import type {
  AgentNode,
  GraphNode,
  MapNode,
  SupervisorNode,
  ToolNode,
  WorkflowNode,
} from "../../../graph/node.ts";
import { interfaceOf } from "../../../graph/workflow-interface.ts";
import { addControl } from "./add-control.ts";
import { expressionOf, listOf, pathsAt, pathsBefore } from "./paths-in-scope.ts";
import type {
  AgentSpec,
  FieldSpec,
  GraphSpec,
  MapSpec,
  SupervisorSpec,
  ToolSpec,
  WaySpec,
  WorkflowSpec,
} from "./random-graph.ts";
import { toolOf } from "./sample-tool.ts";

/**
 * The graph that a spec stands for, and the workflows that are used in it and in these. It compiles whatever the spec is:
 * everything is chosen among what is allowed.
 */
export function buildGraph(spec: GraphSpec): { graph: Graph; workflows: PublishedWorkflow[] } {
  const workflows: PublishedWorkflow[] = [];
  const graph = build(spec, workflows);
  // Forms may have become looser after they were first used.
  for (const { nodes } of [...workflows.map((one) => one.graph), graph])
    for (const node of nodes) {
      const used = node.kind === "workflow" && workflows.find(({ id }) => id === node.workflow?.id);
      if (used) Object.assign(node, interfaceOf(used.graph));
    }
  return { graph, workflows };
}

function build(spec: GraphSpec, workflows: PublishedWorkflow[]): Graph {
  const builder = new Builder(workflows);
  builder.build(spec);
  return { ...emptyGraph(), nodes: builder.nodes, edges: builder.edges };
}

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
const typeOf = (index: number): JsonSchema => TYPES[index % TYPES.length] ?? {};

/** A path that is still to be chosen, once it is known what can be read there. */
type Open = { edge: GraphEdge; spec: FieldSpec; set: (path: string) => void };

/** What has parameters. */
type Bare = ToolNode | WorkflowNode;

class Builder {
  nodes: GraphNode[] = [];
  edges: GraphEdge[] = [];
  private readonly open: Open[] = [];
  private readonly maps: { node: MapNode; list: FieldSpec[] }[] = [];
  private readonly workflows: PublishedWorkflow[];
  private readonly tools: ToolNode[] = [];
  /** Agents and supervisors that are complete: nothing that is still being built is inside them. */
  private readonly complete: (AgentNode | SupervisorNode)[] = [];

  constructor(workflows: PublishedWorkflow[]) {
    this.workflows = workflows;
  }

  build(spec: GraphSpec) {
    const input = this.add({
      ...this.base("Input", "The form"),
      kind: "input",
      schema: this.form(spec.form),
      samples: [],
    });
    const way: string[] = [input.id];
    for (const one of spec.way) {
      const before = chosen(way, one.after);
      const id = this.step(one.step, 0);
      for (const from of before) this.lead(from, id, one);
      way.push(id);
    }
    for (const [number, { after, places }] of spec.outputs.entries()) {
      const id = this.add({ ...this.base("Output", "The answer"), kind: "output", template: "" }).id;
      const last = number === 0 ? [way.at(-1) ?? input.id] : [];
      for (const from of new Set([...last, ...chosen(way, after)]))
        this.lead(from, id, { context: places.slice(2) });
      this.template(id, places);
    }
    this.asides(spec.asides);
    for (const { edge, spec: field, set } of this.open) set(expressionOf(pathsAt(this, edge), field));
    for (const { node, list } of this.maps) node.items = listOf(pathsBefore(this, node.id), list);
    addControl(this, spec.control);
    // What takes anything has the type of what it gets, which may not fit where it is handed on to.
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
      if (to?.kind === "workflow") this.loosen(to, name);
    }
    return found;
  }

  private loosen(node: WorkflowNode, parameter: string) {
    node.parameters.properties[parameter] = {};
    const used = this.workflows.find(({ id }) => id === node.workflow?.id);
    const input = used?.graph.nodes.find(({ kind }) => kind === "input");
    if (input?.kind === "input") input.schema.properties[parameter] = {};
  }

  private base(name: string, description: string) {
    const number = this.nodes.length;
    return {
      id: `n${number}`,
      name: `${name} ${number}`,
      referenceName: `${name.toLowerCase()}_${number}`,
      description,
    };
  }

  private add<Node extends GraphNode>(node: Node): Node {
    this.nodes.push(node);
    return node;
  }

  private connect<Edge extends GraphEdge>(edge: Edge): Edge {
    this.edges.push(edge);
    return edge;
  }

  private ends(from: string, to: string) {
    return { id: `e${this.edges.length}`, from, to };
  }

  private form(specs: FieldSpec[]): ObjectSchema {
    return {
      type: "object",
      properties: Object.fromEntries(specs.map(({ type }, at) => [`i${at}`, typeOf(type)])),
      required: specs.flatMap(({ required }, at) => (required ? [`i${at}`] : [])),
    };
  }

  private step(spec: WaySpec["step"], depth: number): string {
    switch (spec.kind) {
      case "agent":
        return this.agent(spec, depth).id;
      case "supervisor":
        return this.supervisor(spec, depth).id;
      case "tool":
        return this.tool(spec, true).id;
      case "map":
        return this.map(spec, depth).id;
      case "workflow":
        return this.workflow(spec).id;
    }
  }

  private agent(spec: AgentSpec, depth: number): AgentNode {
    const node: AgentNode = this.add({
      ...this.base("Agent", "Does its part"),
      kind: "agent",
      ...this.thinking(spec, depth),
      output: spec.output && this.form(spec.output.map((type, at) => ({ ...ANY, type, required: at === 0 }))),
      simulatedReply: null,
    });
    for (const use of spec.tools) {
      const shared = use.share === null ? undefined : this.tools[use.share % (this.tools.length || 1)];
      if (use.tool.kind === "workflow") this.uses(node.id, this.workflow(use.tool), use.tool.fills);
      else
        this.uses(
          node.id,
          shared && !this.connected(node.id, shared.id) ? shared : this.tool(use.tool),
          use.tool.parameters,
        );
    }
    this.complete.push(node);
    return node;
  }

  private supervisor(spec: SupervisorSpec, depth: number): SupervisorNode {
    const node: SupervisorNode = this.add({
      ...this.base("Desk", "Asks its team"),
      kind: "supervisor",
      ...this.thinking(spec, depth),
    });
    const alone = spec.workers.length === 1;
    for (const use of spec.workers) {
      const shared = use.share === null ? undefined : this.complete[use.share % (this.complete.length || 1)];
      const worker =
        shared && !this.connected(node.id, shared.id) ? shared : this.asked(use.worker, depth + 1);
      const edge = this.connect({
        ...this.ends(node.id, worker.id),
        kind: "worker" as const,
        context: [] as ContextField[],
      });
      if (worker.kind === "workflow") {
        const by = (field: FieldSpec) => (alone && field.by === "reference" ? "model" : field.by);
        this.give(edge, worker, (field) => ({ ...field, by: by(field) }), use.context);
        continue;
      }
      for (const field of use.context)
        this.hand(edge, field, alone && field.by === "reference" ? "model" : field.by);
    }
    this.complete.push(node);
    return node;
  }

  /** Somebody who may be asked. */
  private asked(spec: AgentSpec | SupervisorSpec | ToolSpec | WorkflowSpec, depth: number) {
    switch (spec.kind) {
      case "agent":
        return this.agent(spec, depth);
      case "supervisor":
        return this.supervisor(spec, depth);
      case "tool":
        return this.tool(spec, true);
      case "workflow":
        return this.workflow(spec);
    }
  }

  private map(spec: MapSpec, depth: number): MapNode {
    const { concurrency, failedItems } = spec;
    const node: MapNode = this.add({
      ...this.base("Each", "Asks for each"),
      kind: "map",
      items: "",
      concurrency,
      failedItems,
    });
    this.maps.push({ node, list: spec.list });
    const shared = spec.share === null ? undefined : this.complete[spec.share % (this.complete.length || 1)];
    const worker = shared ?? this.asked(spec.worker, depth + 1);
    const edge = this.connect({
      ...this.ends(node.id, worker.id),
      kind: "item" as const,
      context: [] as ContextField[],
    });
    if (spec.bare) return node;
    if (worker.kind === "tool" || worker.kind === "workflow")
      this.give(edge, worker, (field) => ({ ...field, by: "path" }), spec.context);
    else for (const field of spec.context) this.hand(edge, field, "path");
    return node;
  }

  /** Another workflow, of which there may be one already. */
  private workflow({ graph, share, fills: _ }: WorkflowSpec): WorkflowNode {
    const shared = share === null ? undefined : this.workflows[share % (this.workflows.length || 1)];
    const used = shared ?? this.publish(graph);
    const { id, version } = used;
    return this.add({
      ...this.base("Flow", "Another workflow"),
      kind: "workflow",
      workflow: { id, version },
      ...structuredClone(interfaceOf(used.graph)),
    });
  }

  private publish(spec: GraphSpec): PublishedWorkflow {
    const graph = build(spec, this.workflows);
    const number = this.workflows.length;
    const version = 1 + (number % 3);
    const published = { id: `w${number}`, version, name: `W${number}`, latest: 3, deleted: false, graph };
    this.workflows.push(published);
    return published;
  }

  /** Hands over all parameters of a tool or a workflow. */
  private give(
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

  private thinking({ thinking }: AgentSpec | SupervisorSpec, depth: number) {
    const { models, attempts, backoffMs, timeoutMs, ...limits } = thinking;
    return {
      instructions: `You are n${this.nodes.length}. [depth ${depth}]`,
      models: models.map((model, at) => ({ id: `m${at}`, connectionId: null, model })),
      limits: { ...limits, maxOutputTokens: 1_000, cutAnswer: "fail" as const },
      retry: { attempts, backoffMs },
      timeoutMs,
    };
  }

  /** What a path fills accepts anything, mostly: paths give what they find. */
  private tool(spec: ToolSpec, onWay = false): ToolNode {
    const loose = ({ by, type }: FieldSpec) => (onWay || by === "path") && type % 5 > 0;
    const parameters = this.form(spec.parameters.map((one) => (loose(one) ? { ...one, type: 0 } : one)));
    const names = Object.keys(parameters.properties);
    const node: ToolNode = this.add({
      ...this.base("Tool", "Is used"),
      kind: "tool",
      parameters,
      tool: toolOf(spec.type, names),
    });
    this.tools.push(node);
    return node;
  }

  private connected(from: string, to: string): boolean {
    return this.edges.some((edge) => edge.from === from && edge.to === to && edge.kind !== "flow");
  }

  private uses(agent: string, tool: Bare, specs: FieldSpec[]) {
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
  private hand(
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
  private lead(from: string, to: string, { context }: Pick<WaySpec, "context">) {
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

  private template(id: string, places: FieldSpec[]) {
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

  private asides(count: number) {
    if (count > 1)
      this.add({ ...this.base("Note", ""), kind: "note", text: "Notes are for people: {{ nothing }}." });
    if (count > 2)
      this.agent(
        { kind: "agent", thinking: IDLE, output: null, tools: [{ tool: IDLE_TOOL, share: null }] },
        0,
      );
  }
}

const ANY: FieldSpec = { by: "model", required: false, path: 0, form: 0, type: 0 };
const IDLE = { ...defaultLimits(), maxTurns: 1, models: [], attempts: 1, backoffMs: 0, timeoutMs: 100 };
const IDLE_TOOL: ToolSpec = { kind: "tool", type: 0, parameters: [] };

/** The entries that the bits choose; at least the last. */
function chosen(way: string[], bits: number): string[] {
  const found = way.filter((_, at) => (bits >> at) & 1);
  return found.length > 0 ? found : way.slice(-1);
}
