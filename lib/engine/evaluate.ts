import { Budget } from "../graph/cel/budget.ts";
import { evaluate, pathsRead } from "../graph/cel.ts";
import { isJsonObject, type Json, type JsonObject } from "../graph/json.ts";
import { render, templateReads } from "../graph/template.ts";
import type { BodyOf, Evaluated, ReadValue } from "../run/event.ts";
import { type Frame, stepIn } from "../run/frame.ts";
import { usableReferences } from "../run/references.ts";
import { INLINE_LIMIT } from "../run/value.ts";
import { settlement } from "./decide-frame.ts";
import type { DecidingAgent } from "./deciding.ts";
import type { Performing } from "./perform.ts";
import { callScope, flowScope } from "./scope.ts";
import type { Values } from "./values.ts";

/** At most this many of the values that expressions read are recorded. */
const MAX_READS = 20;

/** The conditions of the flows from an ended visit to a step; null where there is nothing to evaluate. */
export async function evaluateConditions(
  run: Performing,
  frame: Frame,
  id: string,
): Promise<BodyOf<"evaluation"> | null> {
  const span = stepIn(frame, id).settling?.span;
  const settled = settlement(frame, id);
  if (span === undefined || !settled || "decision" in settled) return null;
  const { needs, failure } = settled;
  const conditions = needs.flatMap(({ edge, when }) => (when === null ? [] : [{ of: edge, when }]));
  const scope = await flowScope(
    run,
    { frame, failure: failure ?? undefined },
    conditions.map(({ when }) => when),
  );
  const budget = new Budget();
  const evaluated = conditions.map(({ of, when }) => ({ of, ...condition(when, scope, budget) }));
  const values = evaluated.map(({ of, holds, problem }): Evaluated => ({ of, holds, problem }));
  const reads = readValues(
    run.values,
    evaluated.flatMap((one) => one.reads),
    scope,
  );
  return { type: "evaluation", span, values, reads };
}

/** Whether an agent's answer is accepted, and what goes back to it where it isn't. */
export async function evaluateAcceptance(
  run: Performing,
  { step, visit }: DecidingAgent,
): Promise<BodyOf<"acceptance"> | null> {
  const last = visit.turns.at(-1);
  if (!step.accept || !last) return null;
  const { when, say } = step.accept;
  const output = last.output?.ok ? last.output.value : last.text;
  const paths = [...pathsRead(when), ...templateReads(say)];
  const scope = await callScope(run, { asker: visit, before: usableReferences(visit), output }, paths);
  const { holds, problem, reads } = condition(when, scope, new Budget());
  const standIn = () => "";
  return {
    type: "acceptance",
    span: visit.span,
    model: last.model,
    holds,
    say: holds === false ? run.values.put(render(say, scope, { standIn }).text) : null,
    problem,
    reads: readValues(run.values, reads, scope),
  };
}

type Condition = Pick<Evaluated, "holds" | "problem"> & { reads: string[] };

function condition(source: string, scope: JsonObject, budget: Budget): Condition {
  const result = evaluate(source, scope, budget);
  if (!result.ok) return { holds: null, problem: `${source}: ${result.message}`, reads: pathsRead(source) };
  if (typeof result.value === "boolean") return { holds: result.value, problem: null, reads: result.reads };
  const got = JSON.stringify(result.value).slice(0, 60);
  return { holds: null, problem: `${source}: expected true or false, got ${got}`, reads: result.reads };
}

/** What was read, by path, each once. What is too large for an event is left out: it is a result, which the log has. */
function readValues(values: Values, paths: readonly string[], scope: JsonObject): ReadValue[] {
  return [...new Set(paths)].slice(0, MAX_READS).flatMap((path): ReadValue[] => {
    const json = path
      .split(".")
      .reduce<Json | undefined>(
        (at, name) => (isJsonObject(at) && Object.hasOwn(at, name) ? at[name] : undefined),
        scope,
      );
    if (json === undefined || JSON.stringify(json).length > INLINE_LIMIT) return [];
    return [{ path, value: values.put(json) }];
  });
}
