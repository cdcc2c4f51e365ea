import fc from "fast-check";
import { type ControlSpec, controls, fewControls } from "./control-spec.ts";

/** How a field of a context or a tool's parameter is filled: by whom, and which of the paths in scope, in which form. */
export type FieldSpec = {
  by: "model" | "path" | "reference";
  required: boolean;
  /** Chooses among the paths that are there, and how the path is wrapped. */
  path: number;
  form: number;
  type: number;
};

type Thinking = {
  models: string[];
  attempts: number;
  backoffMs: number;
  timeoutMs: number;
  deadlineMs: number | null;
  maxTurns: number;
  maxTokens: number | null;
  maxCostNanos: number | null;
  maxCalls: number | null;
};

export type ToolSpec = { kind: "tool"; type: number; parameters: FieldSpec[] };
/** Another workflow; `share`: one that is there already, if there is. `fills` are its parameters' in order. */
export type WorkflowSpec = { kind: "workflow"; graph: GraphSpec; share: number | null; fills: FieldSpec[] };
/** `share`: use a node that is there already, if there is one that may be. */
type ToolUse = { tool: ToolSpec | WorkflowSpec; share: number | null };
export type AgentSpec = { kind: "agent"; thinking: Thinking; output: number[] | null; tools: ToolUse[] };
type WorkerUse = {
  worker: AgentSpec | SupervisorSpec | WorkflowSpec;
  share: number | null;
  context: FieldSpec[];
};
export type SupervisorSpec = { kind: "supervisor"; thinking: Thinking; workers: WorkerUse[] };
/** `bare`: the worker receives the item as it is. */
export type MapSpec = {
  kind: "map";
  list: FieldSpec[];
  concurrency: number;
  failedItems: "fail" | "skip" | "keep";
  worker: AgentSpec | SupervisorSpec | ToolSpec | WorkflowSpec;
  share: number | null;
  context: FieldSpec[];
  bare: boolean;
};

/** A step on the way from input to output; `after` chooses what leads to it, bit by bit of the steps before. */
export type WaySpec = {
  step: AgentSpec | SupervisorSpec | ToolSpec | MapSpec | WorkflowSpec;
  after: number;
  context: FieldSpec[];
};

/** What a random graph is made from: `buildGraph` turns any of these into a graph that compiles. */
export type GraphSpec = {
  form: FieldSpec[];
  way: WaySpec[];
  outputs: { after: number; places: FieldSpec[] }[];
  /** Notes and agents that nothing leads to: they take no part. */
  asides: number;
  control: ControlSpec[];
};

/** The value in `percent` of all cases, else null. */
function seldom<T>(arbitrary: fc.Arbitrary<T>, percent: number): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: 100 - percent, arbitrary: fc.constant(null) }, { weight: percent, arbitrary });
}

const field: fc.Arbitrary<FieldSpec> = fc.record({
  by: fc.constantFrom("model", "model", "path", "path", "path", "reference"),
  required: fc.boolean(),
  path: fc.nat(999),
  form: fc.nat(7),
  type: fc.nat(9),
});
const fields = (most: number) => fc.array(field, { maxLength: most });

const thinking: fc.Arbitrary<Thinking> = fc.record({
  models: fc.array(fc.constantFrom("small", "big", "odd"), { minLength: 1, maxLength: 3 }),
  attempts: fc.integer({ min: 1, max: 4 }),
  backoffMs: fc.constantFrom(0, 100, 1_000, 4_000),
  timeoutMs: fc.constantFrom(1_000, 5_000, 10_000),
  deadlineMs: seldom(fc.constantFrom(300, 3_000, 60_000, 600_000), 4),
  maxTurns: fc.constantFrom(8, 6, 8, 6, 8, 4, 8, 3, 8, 1),
  maxTokens: seldom(fc.constantFrom(1_500, 6_000, 20_000, 60_000), 3),
  maxCostNanos: seldom(fc.constantFrom(600_000, 3_000_000, 10_000_000), 2),
  maxCalls: seldom(fc.constantFrom(1, 3, 8, 20), 2),
});

const tool: fc.Arbitrary<ToolSpec> = fc.record({
  kind: fc.constant("tool"),
  type: fc.nat(6),
  parameters: fields(3),
});
const share = seldom(fc.nat(99), 20);

/** Agents and teams, and what they may ask, with workflows of this many levels inside each other. */
function parts(levels: number) {
  const workflow: fc.Arbitrary<WorkflowSpec>[] = levels === 0 ? [] : [workflowOf(levels)];
  const rarely = (weight: number) => workflow.map((arbitrary) => ({ weight, arbitrary }));
  const agent: fc.Arbitrary<AgentSpec> = fc.record({
    kind: fc.constant("agent"),
    thinking,
    output: fc.option(fc.array(fc.nat(9), { minLength: 1, maxLength: 3 }), { freq: 2 }),
    tools: fc.array(fc.record({ tool: fc.oneof({ weight: 30, arbitrary: tool }, ...rarely(1)), share }), {
      maxLength: 3,
    }),
  });
  /** Teams in teams, up to `depth` deep. */
  const supervisor = (depth: number): fc.Arbitrary<SupervisorSpec> => {
    const inner = depth === 0 ? [] : [{ weight: 6, arbitrary: supervisor(depth - 1) }];
    const worker: fc.Arbitrary<WorkerUse["worker"]> = fc.oneof(
      { weight: 30, arbitrary: agent },
      ...inner,
      ...rarely(1),
    );
    return fc.record({
      kind: fc.constant("supervisor"),
      thinking,
      workers: fc.array(fc.record({ worker, share, context: fields(3) }), { minLength: 1, maxLength: 4 }),
    });
  };
  const map: fc.Arbitrary<MapSpec> = fc.record({
    kind: fc.constant("map"),
    list: fc.array(field, { minLength: 4, maxLength: 4 }),
    concurrency: fc.integer({ min: 1, max: 3 }),
    failedItems: fc.constantFrom("fail", "skip", "keep"),
    worker: fc.oneof(
      { weight: 3, arbitrary: agent },
      { weight: 1, arbitrary: supervisor(0) },
      { weight: 3, arbitrary: tool },
      ...rarely(2),
    ),
    share,
    context: fields(2),
    bare: fc.boolean(),
  });
  return { agent, supervisor, map, workflow };
}

/** A workflow inside another: small, for there may be many. */
function workflowOf(levels: number): fc.Arbitrary<WorkflowSpec> {
  const { agent, supervisor, map, workflow } = parts(levels - 1);
  const way: fc.Arbitrary<WaySpec> = fc.record({
    step: fc.oneof(
      { weight: 5, arbitrary: agent },
      { weight: 1, arbitrary: supervisor(0) },
      { weight: 5, arbitrary: tool },
      { weight: 1, arbitrary: map },
      ...workflow.map((arbitrary) => ({ weight: 2, arbitrary })),
    ),
    after: fc.nat(31),
    context: fields(2),
  });
  const graph: fc.Arbitrary<GraphSpec> = fc.record({
    form: fields(2),
    way: fc.array(way, { minLength: 1, maxLength: 2 }),
    outputs: fc.array(fc.record({ after: fc.nat(31), places: fields(2) }), { minLength: 1, maxLength: 1 }),
    asides: fc.constant(0),
    control: fewControls,
  });
  return fc.record({ kind: fc.constant("workflow"), graph, share, fills: fields(3) });
}

/** Workflows are inside each other up to so many levels. */
const LEVELS = 3;
const { agent, supervisor, map, workflow } = parts(LEVELS);
const plain = parts(0);

function graphOf(step: fc.Arbitrary<WaySpec["step"]>): fc.Arbitrary<GraphSpec> {
  const way: fc.Arbitrary<WaySpec> = fc.record({ step, after: fc.nat(31), context: fields(2) });
  return fc.record({
    form: fields(3),
    way: fc.array(way, { minLength: 1, maxLength: 5 }),
    outputs: fc.array(fc.record({ after: fc.nat(31), places: fields(3) }), { minLength: 1, maxLength: 2 }),
    asides: fc.nat(3),
    control: controls,
  });
}

/** Random graphs of everything that the engine can run, by their specs. */
export const graphSpec: fc.Arbitrary<GraphSpec> = graphOf(
  fc.oneof(
    { weight: 6, arbitrary: agent },
    { weight: 6, arbitrary: supervisor(2) },
    { weight: 2, arbitrary: tool },
    { weight: 3, arbitrary: map },
    ...workflow.map((arbitrary) => ({ weight: 3, arbitrary })),
  ),
);

/** Random graphs of agents, their teams and tools alone. */
export const plainGraphSpec: fc.Arbitrary<GraphSpec> = graphOf(
  fc.oneof(
    { weight: 3, arbitrary: plain.agent },
    { weight: 3, arbitrary: plain.supervisor(2) },
    { weight: 1, arbitrary: tool },
  ),
);
