import { pathsRead } from "../graph/cel.ts";
import type { JsonObject } from "../graph/json.ts";
import { templateReads } from "../graph/template.ts";
import type { Plan } from "../plan/plan.ts";
import type { RunState, Visit } from "../run/state.ts";
import type { Value } from "../run/value.ts";
import { stepOf } from "./plan-index.ts";
import { usableReferences } from "./references.ts";
import type { Values } from "./values.ts";

/** The first two names of each path: what of the scope has to be loaded at all. */
function wanted(paths: string[]): { input: boolean; context: boolean; results: Set<string> | "all" } {
  const roots = paths.map((path) => path.split("."));
  const results = roots.filter(([root]) => root === "results").map(([, name]) => name);
  return {
    input: roots.some(([root]) => root === "input"),
    context: roots.some(([root]) => root === "context"),
    results: results.some((name) => name === undefined)
      ? "all"
      : new Set(results.flatMap((name) => (name === undefined ? [] : [name]))),
  };
}

async function load(
  values: Values,
  paths: string[],
  from: { input: Value | null; context: Value | null; results: Map<string, Value> },
): Promise<JsonObject> {
  const want = wanted(paths);
  const results: JsonObject = {};
  for (const [name, value] of from.results)
    if (want.results === "all" || want.results.has(name)) results[name] = await values.json(value);
  return {
    input: want.input && from.input ? await values.json(from.input) : {},
    context: want.context && from.context ? await values.json(from.context) : {},
    results,
  };
}

/** What CEL sees where a visit makes calls: the run's input, the visit's context, the latest ok result of each call. */
export function callScope(
  values: Values,
  state: RunState,
  visit: Visit,
  expressions: string[],
): Promise<JsonObject> {
  const results = new Map<string, Value>();
  for (const { name, answer } of usableReferences(visit)) if (answer.result) results.set(name, answer.result);
  const context = visit.received.state === "ready" ? visit.received.value : null;
  return load(values, expressions.flatMap(pathsRead), { input: state.input, context, results });
}

function flowResults(plan: Plan, state: RunState): Map<string, Value> {
  const results = new Map<string, Value>();
  for (const [step, answer] of state.ended)
    if (answer.result) results.set(stepOf(plan, step).callName, answer.result);
  return results;
}

/** What CEL sees on a flow: the run's input (also as `context`) and the results of the steps that have ended. */
export function flowScope(
  values: Values,
  plan: Plan,
  state: RunState,
  expressions: string[],
): Promise<JsonObject> {
  const results = flowResults(plan, state);
  return load(values, expressions.flatMap(pathsRead), { input: state.input, context: state.input, results });
}

/** What a template on a flow sees: as `flowScope`. */
export function templateScope(
  values: Values,
  plan: Plan,
  state: RunState,
  template: string,
): Promise<JsonObject> {
  const results = flowResults(plan, state);
  return load(values, templateReads(template), { input: state.input, context: state.input, results });
}
