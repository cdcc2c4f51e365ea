import type { GraphEdge } from "../../../lib/graph/edge.ts";
import { emptyGraph, type Graph } from "../../../lib/graph/graph.ts";
import type { ObjectSchema } from "../../../lib/graph/json-schema.ts";
import { defaultLimits } from "../../../lib/graph/new-node.ts";
import type { AgentNode, GraphNode, NodeKind, ToolNode } from "../../../lib/graph/node.ts";
import { freeReferenceName } from "../../../lib/graph/reference-name.ts";
import { LOOKED_UP, WORKERS } from "../endpoint/script.ts";

const texts = (...names: string[]): ObjectSchema => ({
  type: "object",
  properties: Object.fromEntries(names.map((name) => [name, { type: "string" as const }])),
  required: names,
});
/** Id, kind and names of a node; its reference name is the one that the canvas would give it. */
const node = <Kind extends NodeKind>(kind: Kind, id: string, name: string, description: string) => ({
  id,
  kind,
  name,
  referenceName: freeReferenceName({ name, kind }),
  description,
});
const graph = (nodes: GraphNode[], edges: GraphEdge[]): Graph => ({ ...emptyGraph(), nodes, edges });
const flow = (from: string, to: string): GraphEdge => ({
  id: `${from}-${to}`,
  kind: "flow",
  from,
  to,
  context: [],
});
const input: GraphNode = {
  ...node("input", "input", "Order", "What it is about."),
  schema: texts("task"),
  samples: [],
};
const output = (template: string): GraphNode => ({
  ...node("output", "output", "Answer", "What came of it."),
  template,
});
const thinking = (model: string, instructions: string) => ({
  instructions,
  models: [{ id: "model", connectionId: null, model }],
  limits: { ...defaultLimits(), maxOutputTokens: 1_024 },
  retry: { attempts: 1, backoffMs: 0 },
  timeoutMs: 60_000,
});
const agent = (id: string, name: string, model: string, instructions: string): AgentNode => ({
  ...node("agent", id, name, `${name} answers one question.`),
  ...thinking(model, instructions),
  output: null,
  simulatedReply: null,
});

/** A tool that evaluates one rule, whose result is `result`: the cheapest step that does something. */
function ruleTool(id: string, name: string, parameters: ObjectSchema, result: string): ToolNode {
  return {
    ...node("tool", id, name, `${name}: one rule.`),
    parameters,
    tool: { type: "rules", rules: [{ id: "only", name: "Only rule", when: "true", result, priority: 1 }] },
  };
}

const NAME_LENGTH = 200;

/**
 * A tool whose result holds `message` once: the names of rules that don't hold. What a rule that fires says would stand
 * in the result twice.
 */
function sayingTool(id: string, name: string, message: string): ToolNode {
  const names = message.match(new RegExp(`.{1,${NAME_LENGTH}}`, "g")) ?? [];
  const rules = names.map((part, index) => ({
    id: `rule-${index}`,
    name: part,
    when: "false",
    result: "never",
    priority: 1,
  }));
  const tool = ruleTool(id, name, texts(), "");
  return { ...tool, tool: { type: "rules", rules } };
}

/** input → step 1 → … → step n → output; each step is a rules tool whose result is its message. */
export function chainGraph(messages: string[]): Graph {
  const steps = messages.map((message, index) => sayingTool(`step-${index}`, `Step ${index}`, message));
  const ids = ["input", ...steps.map(({ id }) => id), "output"];
  const edges = ids.slice(1).map((id, index) => flow(ids[index] ?? "input", id));
  return graph([input, ...steps, output("{{ input.task }}")], edges);
}

/** A supervisor that asks four workers, each with a tool of its own. */
export function teamGraph(): Graph {
  const numbers = Array.from({ length: WORKERS }, (_, index) => index + 1);
  const workers = numbers.flatMap((number): GraphNode[] => [
    agent(
      `worker-${number}`,
      `Worker ${number}`,
      `worker-${number}`,
      `You are worker ${number}. Look up the stock, then answer.`,
    ),
    ruleTool(`lookup-${number}`, `Lookup ${number}`, texts("key"), LOOKED_UP),
  ]);
  const lead: GraphNode = {
    ...node("supervisor", "lead", "Lead", "Asks all four."),
    ...thinking("supervisor", "You lead four workers. Ask each in turn, then end."),
  };
  const edges = numbers.flatMap((number): GraphEdge[] => [
    {
      id: `lead-worker-${number}`,
      kind: "worker",
      from: "lead",
      to: `worker-${number}`,
      context: [
        {
          id: "task",
          name: "task",
          schema: { type: "string" },
          required: true,
          fill: { by: "path", path: "input.task" },
        },
        { id: "key", name: "key", schema: { type: "string" }, required: true, fill: { by: "model" } },
      ],
    },
    {
      id: `worker-lookup-${number}`,
      kind: "tool",
      from: `worker-${number}`,
      to: `lookup-${number}`,
      fills: [],
    },
  ]);
  return graph(
    [input, lead, ...workers, output(`{{ results.lead.worker_${WORKERS} }}`)],
    [flow("input", "lead"), flow("lead", "output"), ...edges],
  );
}

/** `count` agents at once between input and output, which waits for all of them. */
export function fanOutGraph(count: number): Graph {
  const agents = Array.from({ length: count }, (_, index) =>
    agent(`agent-${index}`, `Agent ${index}`, "solo", "Say whether it is there."),
  );
  return graph(
    [input, ...agents, output("{{ results.agent_0 }}")],
    agents.flatMap(({ id }) => [flow("input", id), flow(id, "output")]),
  );
}

/** One agent for each word of the task, `atOnce` at a time. */
export function mapGraph(atOnce: number): Graph {
  const each: GraphNode = {
    ...node("map", "each", "Each", "Every word."),
    items: 'input.task.split(" ")',
    concurrency: atOnce,
    failedItems: "fail",
  };
  const worker = agent("worker", "Worker", "solo", "Say whether it is there.");
  const item: GraphEdge = { id: "each-worker", kind: "item", from: "each", to: "worker", context: [] };
  return graph(
    [input, each, worker, output("{{ size(results.each) }}")],
    [flow("input", "each"), item, flow("each", "output")],
  );
}

/** One agent that uses a tool in each of its turns but the last. */
export function turnsGraph(turns: number): Graph {
  const clerk = agent("clerk", "Clerk", `turns-${turns}`, "Look up one thing after the other, then answer.");
  const nodes = [
    input,
    { ...clerk, limits: { ...clerk.limits, maxTurns: turns } },
    ruleTool("lookup", "Lookup", texts("key"), LOOKED_UP),
    output("{{ results.clerk }}"),
  ];
  const uses: GraphEdge = { id: "clerk-lookup", kind: "tool", from: "clerk", to: "lookup", fills: [] };
  return graph(nodes, [flow("input", "clerk"), flow("clerk", "output"), uses]);
}

/** The chain of `messages`, gone through `rounds` times: the way back from its last step to its first is taken until then. */
export function loopGraph(messages: string[], rounds: number): Graph {
  const chain = chainGraph(messages);
  const back: GraphEdge = {
    id: "back",
    kind: "flow",
    from: `step-${messages.length - 1}`,
    to: "step-0",
    context: [],
    when: `size(rounds.step_0) < ${rounds}`,
    back: { most: rounds, usedUp: "fail" },
  };
  return { ...chain, edges: [...chain.edges, back] };
}

/** One agent on the model `model`. */
export function soloGraph(model: string): Graph {
  return graph(
    [input, agent("agent", "Agent", model, "Tell the times."), output("told")],
    [flow("input", "agent"), flow("agent", "output")],
  );
}
