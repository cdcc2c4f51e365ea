import type { FlowEdge, GraphEdge } from "@/lib/graph/edge.ts";
import type { GraphIndex } from "@/lib/graph/graph-index.ts";
import type { Json, JsonObject } from "@/lib/graph/json.ts";
import type { ObjectSchema } from "@/lib/graph/json-schema.ts";
import type { AgentNode } from "@/lib/graph/node.ts";
import {
  acceptScope,
  conditionScope,
  edgeScope,
  replyScope,
  type Scope,
  stepScope,
  toolScope,
} from "@/lib/graph/scope.ts";
import type { SampleRun } from "@/lib/trace/sample-run.ts";
import {
  lastValuesOfCondition,
  lastValuesOfNode,
  lastValuesOfStep,
  lastValuesOnEdge,
} from "./sample-scope.ts";

/**
 * What can be referred to at one place of a workflow: the names and their shapes, what each root means there in a sentence,
 * and the values of the last run (empty where nothing ran).
 */
export type Reach = { scope: Scope; about: ReadonlyMap<string, string>; values: JsonObject };

const ABOUT_ITEM: readonly [string, string][] = [
  ["item", "The item that it is asked for."],
  ["index", "The place of the item in the list: 0, 1, 2 …"],
];

const SAME_AS_INPUT = "What comes in here: the same as input.";

/** At the paths of an edge. */
export function reachOnEdge(index: GraphIndex, edge: GraphEdge, lastRun: SampleRun | null): Reach {
  const scope = edgeScope(index, edge);
  const name = index.node(edge.from)?.name || "the agent";
  const isOnFlow = edge.kind === "flow" || edge.kind === "item";
  return {
    scope,
    about: new Map([
      ["input", aboutInput(scope)],
      ...(edge.kind === "item" ? ABOUT_ITEM : []),
      ["context", isOnFlow ? SAME_AS_INPUT : `What ${name} received.`],
      ...aboutFailure(edge, name),
      ["results", isOnFlow ? aboutEarlier(scope) : aboutCalls(scope, name)],
      ...aboutRounds(scope),
    ]),
    values: lastRun ? lastValuesOnEdge(index, edge, lastRun) : {},
  };
}

/** In the condition of a flow. */
export function reachOfCondition(index: GraphIndex, edge: FlowEdge, lastRun: SampleRun | null): Reach {
  const scope = conditionScope(index, edge);
  const name = index.node(edge.from)?.name || "the step before";
  return {
    scope,
    about: new Map([
      ["input", aboutInput(scope)],
      ...aboutFailure(edge, name),
      ["results", hasResults(scope) ? `What ${name} and the steps before it answered.` : aboutEarlier(scope)],
      ...aboutRounds(scope),
    ]),
    values: lastRun ? lastValuesOfCondition(index, edge, lastRun) : {},
  };
}

const aboutFailure = (edge: GraphEdge, name: string): [string, string][] =>
  edge.kind === "flow" && edge.on === "failed" ? [["failure", `Why ${name} has failed.`]] : [];

/** In what the answer of an agent has to meet, and in what it is told otherwise. */
export function reachOfAcceptance(index: GraphIndex, node: AgentNode, lastRun: SampleRun | null): Reach {
  const scope = acceptScope(index, node);
  const name = node.name || "the agent";
  const output = lastRun?.results[node.id];
  return {
    scope,
    about: new Map([
      ["input", aboutInput(scope)],
      ["context", `What ${name} received.`],
      ["output", "The answer that is looked at."],
      ["results", aboutCalls(scope, name)],
    ]),
    values: lastRun
      ? {
          ...lastValuesOfNode(index, node.id, lastRun),
          input: lastRun.input,
          ...(output !== undefined && { output }),
        }
      : {},
  };
}

const aboutRounds = ({ rounds }: Scope): [string, string][] =>
  rounds ? [["rounds", "All answers of a step that is done several times, the oldest first."]] : [];

/** In the template of an output, and in the list of a map. */
export function reachOfStep(index: GraphIndex, id: string, lastRun: SampleRun | null): Reach {
  const scope = stepScope(index, id);
  return {
    scope,
    about: new Map([
      ["input", aboutInput(scope)],
      ["context", SAME_AS_INPUT],
      ["results", aboutEarlier(scope)],
      ...aboutRounds(scope),
    ]),
    values: lastRun ? lastValuesOfStep(index, id, lastRun) : {},
  };
}

/** In the simulated reply of an agent. */
export function reachOfReply(index: GraphIndex, id: string, lastRun: SampleRun | null): Reach {
  const scope = replyScope(index, id);
  const name = index.node(id)?.name || "the agent";
  return {
    scope,
    about: new Map([
      ["context", `What ${name} received.`],
      ["results", aboutCalls(scope, name)],
      ["failures", "Which of its calls failed, and why; empty if none did."],
    ]),
    values: lastRun ? lastValuesOfNode(index, id, lastRun) : {},
  };
}

/** In the rules and templates of a tool; `called` is what it was called with in the last run, where that is known. */
export function reachOfTool(parameters: ObjectSchema, called?: Json): Reach {
  const none = Object.keys(parameters.properties).length === 0;
  const about = `What the tool is called with.${none ? " It has no parameters yet." : ""}`;
  return {
    scope: toolScope(parameters),
    about: new Map([["parameters", about]]),
    values: called === undefined ? {} : { parameters: called },
  };
}

/** The last run's value at a path, undefined where it has none. */
export function valueAt({ values }: Reach, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (value, name) =>
      typeof value === "object" && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
        ? value[name]
        : undefined,
    values,
  );
}

function aboutInput({ roots }: Scope): string {
  const none = Object.keys(roots.get("input")?.properties ?? {}).length === 0;
  return `What the run is started with.${none ? " It has no fields yet: add them at the input." : ""}`;
}

function aboutEarlier(scope: Scope): string {
  return hasResults(scope)
    ? "What the steps before this one answered."
    : "No step that has a result comes before this one yet.";
}

function aboutCalls(scope: Scope, name: string): string {
  return hasResults(scope)
    ? `What ${name} was answered by those it asks and by its tools.`
    : `${name} asks nobody else and has no tools yet.`;
}

const hasResults = ({ results }: Scope) => [...(results ?? [])].some(([, { soon }]) => soon);
