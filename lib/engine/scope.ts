import { pathsRead } from "../graph/cel.ts";
import type { Json, JsonObject } from "../graph/json.ts";
import { templateReads } from "../graph/template.ts";
import { stepOf } from "../plan/plan-index.ts";
import type { Frame } from "../run/frame.ts";
import type { Failure } from "../run/outcome.ts";
import type { Reference, RunState, Visit } from "../run/state.ts";
import type { Value } from "../run/value.ts";
import { frameOf } from "../run/visits.ts";
import type { Values } from "./values.ts";

/** For a root such as `results`, the names read below it; "all": it is read as a whole. */
type Wanted = ReadonlySet<string> | "all";

function wanted(paths: readonly string[], root: string): Wanted {
  const names = paths.flatMap((path) => {
    const [first, name] = path.split(".");
    return first === root ? [name] : [];
  });
  return names.some((name) => name === undefined)
    ? "all"
    : new Set(names.flatMap((name) => (name === undefined ? [] : [name])));
}

const wants = (paths: readonly string[], root: string) =>
  paths.some((path) => path === root || path.startsWith(`${root}.`));

type Run = { values: Values; state: RunState };

/** The values that expressions see, by root; those below `results` and `rounds` by the name of their step or call. */
type Seen = {
  input: Value | null;
  context?: Value | null;
  output?: Value;
  results: ReadonlyMap<string, Value>;
  rounds?: ReadonlyMap<string, readonly Value[]>;
  failure?: Failure;
};

/** Loads what the paths read, and no more. */
async function load(values: Values, paths: readonly string[], seen: Seen): Promise<JsonObject> {
  const whole = async (root: string, value: Value | null | undefined) =>
    value && wants(paths, root) ? await values.json(value) : {};
  const scope: JsonObject = { input: await whole("input", seen.input), results: {} };
  if (seen.context !== undefined) scope.context = await whole("context", seen.context);
  if (seen.output !== undefined) scope.output = await whole("output", seen.output);
  if (seen.failure) scope.failure = { code: seen.failure.code, message: seen.failure.message };
  scope.results = await below(seen.results, wanted(paths, "results"), (value) => values.json(value));
  if (seen.rounds)
    scope.rounds = await below(seen.rounds, wanted(paths, "rounds"), (all) =>
      Promise.all(all.map((value) => values.json(value))),
    );
  return scope;
}

async function below<T>(
  all: ReadonlyMap<string, T>,
  names: Wanted,
  json: (one: T) => Promise<Json>,
): Promise<JsonObject> {
  const loaded: JsonObject = {};
  for (const [name, one] of all) if (names === "all" || names.has(name)) loaded[name] = await json(one);
  return loaded;
}

/**
 * What CEL sees where a visit makes calls: the run's input, the visit's context, and of the calls that were answered
 * `before` the latest ok result of each; with `output`, also the visit's answer.
 */
export function callScope(
  { values, state }: Run,
  { asker, before, output }: { asker: Visit; before: readonly Reference[]; output?: Value },
  paths: readonly string[],
): Promise<JsonObject> {
  const results = new Map<string, Value>();
  for (const { name, answer } of before) if (answer.result) results.set(name, answer.result);
  const context = asker.received.state === "ready" ? asker.received.value : null;
  return load(values, paths, {
    input: frameOf(state, asker).input,
    context,
    results,
    ...(output && { output }),
  });
}

function onFlow(frame: Frame): Seen {
  const results = new Map<string, Value>();
  const rounds = new Map<string, readonly Value[]>();
  for (const [id, { results: all }] of frame.steps) {
    const { callName } = stepOf(frame.plan, id);
    const latest = all.at(-1);
    if (latest) results.set(callName, latest);
    if (all.length > 0) rounds.set(callName, all);
  }
  return { input: frame.input, context: frame.input, results, rounds };
}

/**
 * What CEL sees on a flow: the run's input (also as `context`), the latest results of the frame's steps, and in
 * `rounds` all of them; on a flow that follows a failure, also that.
 */
export function flowScope(
  { values }: Pick<Run, "values">,
  { frame, failure }: { frame: Frame; failure?: Failure | undefined },
  expressions: readonly string[],
): Promise<JsonObject> {
  const seen = onFlow(frame);
  return load(values, expressions.flatMap(pathsRead), { ...seen, ...(failure && { failure }) });
}

/** What a template on a flow sees: as `flowScope`. */
export function templateScope(
  { values }: Pick<Run, "values">,
  frame: Frame,
  template: string,
): Promise<JsonObject> {
  return load(values, templateReads(template), onFlow(frame));
}
