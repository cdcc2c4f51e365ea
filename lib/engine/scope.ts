import { pathsRead } from "../graph/cel.ts";
import type { JsonObject } from "../graph/json.ts";
import { templateReads } from "../graph/template.ts";
import type { Plan } from "../plan/plan.ts";
import type { RunState, Visit } from "../run/state.ts";
import type { Value } from "../run/value.ts";
import { stepOf } from "./plan-index.ts";
import type { Reference } from "./references.ts";
import type { Values } from "./values.ts";

/** The first two names of each path: they tell which values have to be loaded. */
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

type Run = { values: Values; plan: Plan; state: RunState };

/** The values that expressions see. */
type Seen = { input: Value | null; context: Value | null; results: Map<string, Value> };

async function load(values: Values, paths: string[], from: Seen): Promise<JsonObject> {
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

/**
 * What CEL sees where a visit makes calls: the run's input, the visit's context, and of the calls that were answered
 * `before` the latest ok result of each.
 */
export function callScope(
  { values, state }: Pick<Run, "values" | "state">,
  { asker, before }: { asker: Visit; before: readonly Reference[] },
  expressions: string[],
): Promise<JsonObject> {
  const results = new Map<string, Value>();
  for (const { name, answer } of before) if (answer.result) results.set(name, answer.result);
  const context = asker.received.state === "ready" ? asker.received.value : null;
  return load(values, expressions.flatMap(pathsRead), { input: state.input, context, results });
}

function onFlow({ plan, state }: Run): Seen {
  const results = new Map<string, Value>();
  for (const [step, answer] of state.ended)
    if (answer.result) results.set(stepOf(plan, step).callName, answer.result);
  return { input: state.input, context: state.input, results };
}

/** What CEL sees on a flow: the run's input (also as `context`) and the results of the steps that have ended. */
export function flowScope(run: Run, expressions: string[]): Promise<JsonObject> {
  return load(run.values, expressions.flatMap(pathsRead), onFlow(run));
}

/** What a template on a flow sees: as `flowScope`. */
export function templateScope(run: Run, template: string): Promise<JsonObject> {
  return load(run.values, templateReads(template), onFlow(run));
}
