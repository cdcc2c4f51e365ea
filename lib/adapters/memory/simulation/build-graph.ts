import type { ContextField } from "../../../graph/edge.ts";
import { emptyGraph, type Graph } from "../../../graph/graph.ts";
import type { PublishedWorkflow } from "../../../graph/issue.ts";
import type { ObjectSchema } from "../../../graph/json-schema.ts";
import { defaultLimits } from "../../../graph/new-node.ts";
import type { AgentNode, MapNode, SupervisorNode, ToolNode, WorkflowNode } from "../../../graph/node.ts";
import { interfaceOf } from "../../../graph/workflow-interface.ts";
import { addControl } from "./add-control.ts";
import { ANY, Drawing, typeOf } from "./drawing.ts";
import { handOverOnEveryWay } from "./every-way.ts";
import { listOf, pathsBefore } from "./paths-in-scope.ts";
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
  const { nodes, edges } = builder.drawing;
  return { ...emptyGraph(), nodes, edges };
}

class Builder {
  readonly drawing: Drawing;
  private readonly maps: { node: MapNode; list: FieldSpec[] }[] = [];
  private readonly workflows: PublishedWorkflow[];
  private readonly tools: ToolNode[] = [];
  /** Agents and supervisors that are complete: nothing that is still being built is inside them. */
  private readonly complete: (AgentNode | SupervisorNode)[] = [];

  constructor(workflows: PublishedWorkflow[]) {
    this.workflows = workflows;
    this.drawing = new Drawing(workflows);
  }

  build(spec: GraphSpec) {
    const input = this.drawing.add({
      ...this.drawing.base("Input", "The form"),
      kind: "input",
      schema: this.form(spec.form),
      samples: [],
    });
    const way: string[] = [input.id];
    for (const one of spec.way) {
      const before = chosen(way, one.after);
      const id = this.step(one.step, 0);
      for (const from of before) this.drawing.lead(from, id, one);
      way.push(id);
    }
    for (const [number, { after, places }] of spec.outputs.entries()) {
      const id = this.drawing.add({
        ...this.drawing.base("Output", "The answer"),
        kind: "output",
        template: "",
      }).id;
      const last = number === 0 ? [way.at(-1) ?? input.id] : [];
      for (const from of new Set([...last, ...chosen(way, after)]))
        this.drawing.lead(from, id, { context: places.slice(2) });
      this.drawing.template(id, places);
    }
    this.asides(spec.asides);
    this.drawing.fillIn();
    for (const { node, list } of this.maps) node.items = listOf(pathsBefore(this.drawing, node.id), list);
    addControl(this.drawing, spec.control);
    handOverOnEveryWay(this.drawing);
    this.drawing.loosen();
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
    const node: AgentNode = this.drawing.add({
      ...this.drawing.base("Agent", "Does its part"),
      kind: "agent",
      ...this.thinking(spec, depth),
      output: spec.output && this.form(spec.output.map((type, at) => ({ ...ANY, type, required: at === 0 }))),
      simulatedReply: null,
    });
    for (const use of spec.tools) {
      const shared = use.share === null ? undefined : this.tools[use.share % (this.tools.length || 1)];
      if (use.tool.kind === "workflow") this.drawing.uses(node.id, this.workflow(use.tool), use.tool.fills);
      else
        this.drawing.uses(
          node.id,
          shared && !this.drawing.connected(node.id, shared.id) ? shared : this.tool(use.tool),
          use.tool.parameters,
        );
    }
    this.complete.push(node);
    return node;
  }

  private supervisor(spec: SupervisorSpec, depth: number): SupervisorNode {
    const node: SupervisorNode = this.drawing.add({
      ...this.drawing.base("Desk", "Asks its team"),
      kind: "supervisor",
      ...this.thinking(spec, depth),
    });
    const alone = spec.workers.length === 1;
    for (const use of spec.workers) {
      const shared = use.share === null ? undefined : this.complete[use.share % (this.complete.length || 1)];
      const worker =
        shared && !this.drawing.connected(node.id, shared.id) ? shared : this.asked(use.worker, depth + 1);
      const edge = this.drawing.connect({
        ...this.drawing.ends(node.id, worker.id),
        kind: "worker" as const,
        context: [] as ContextField[],
      });
      if (worker.kind === "workflow") {
        const by = (field: FieldSpec) => (alone && field.by === "reference" ? "model" : field.by);
        this.drawing.give(edge, worker, (field) => ({ ...field, by: by(field) }), use.context);
        continue;
      }
      for (const field of use.context)
        this.drawing.hand(edge, field, alone && field.by === "reference" ? "model" : field.by);
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
    const node: MapNode = this.drawing.add({
      ...this.drawing.base("Each", "Asks for each"),
      kind: "map",
      items: "",
      concurrency,
      failedItems,
    });
    this.maps.push({ node, list: spec.list });
    const shared = spec.share === null ? undefined : this.complete[spec.share % (this.complete.length || 1)];
    const worker = shared ?? this.asked(spec.worker, depth + 1);
    const edge = this.drawing.connect({
      ...this.drawing.ends(node.id, worker.id),
      kind: "item" as const,
      context: [] as ContextField[],
    });
    if (spec.bare) return node;
    if (worker.kind === "tool" || worker.kind === "workflow")
      this.drawing.give(edge, worker, (field) => ({ ...field, by: "path" }), spec.context);
    else for (const field of spec.context) this.drawing.hand(edge, field, "path");
    return node;
  }

  /** Another workflow, of which there may be one already. */
  private workflow({ graph, share, fills: _ }: WorkflowSpec): WorkflowNode {
    const shared = share === null ? undefined : this.workflows[share % (this.workflows.length || 1)];
    const used = shared ?? this.publish(graph);
    const { id, version } = used;
    return this.drawing.add({
      ...this.drawing.base("Flow", "Another workflow"),
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

  private thinking({ thinking }: AgentSpec | SupervisorSpec, depth: number) {
    const { models, attempts, backoffMs, timeoutMs, ...limits } = thinking;
    return {
      instructions: `You are n${this.drawing.nodes.length}. [depth ${depth}]`,
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
    const node: ToolNode = this.drawing.add({
      ...this.drawing.base("Tool", "Is used"),
      kind: "tool",
      parameters,
      tool: toolOf(spec.type, names),
    });
    this.tools.push(node);
    return node;
  }

  private asides(count: number) {
    if (count > 1)
      this.drawing.add({
        ...this.drawing.base("Note", ""),
        kind: "note",
        text: "Notes are for people: {{ nothing }}.",
      });
    if (count > 2)
      this.agent(
        { kind: "agent", thinking: IDLE, output: null, tools: [{ tool: IDLE_TOOL, share: null }] },
        0,
      );
  }
}

const IDLE = { ...defaultLimits(), maxTurns: 1, models: [], attempts: 1, backoffMs: 0, timeoutMs: 100 };
const IDLE_TOOL: ToolSpec = { kind: "tool", type: 0, parameters: [] };

/** The entries that the bits choose; at least the last. */
function chosen(way: string[], bits: number): string[] {
  const found = way.filter((_, at) => (bits >> at) & 1);
  return found.length > 0 ? found : way.slice(-1);
}
