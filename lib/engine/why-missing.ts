import { pathsRead } from "../graph/cel.ts";
import { isJsonObject, type Json, type JsonObject } from "../graph/json.ts";
import type { PlanStep } from "../plan/plan.ts";
import { callOf, stepOf } from "../plan/plan-index.ts";
import type { MissingPlace } from "../run/event.ts";
import type { Frame } from "../run/frame.ts";
import { stepsKey } from "../run/path.ts";

type Why = Pick<MissingPlace, "step" | "why" | "reason">;

/**
 * Why a template's place has no value: which of the steps it reads was not asked, failed, or has no such value. Null
 * where only fields of the input are missing, which a person may leave empty.
 */
export function whyMissing(
  frame: Frame,
  place: { expression: string; message: string; scope: JsonObject },
): Why | null {
  const paths = pathsRead(place.expression).map((path) => path.split("."));
  for (const [root, name, ...rest] of paths) {
    const step = root === "results" && frame.plan.steps.find(({ callName }) => callName === name);
    const why =
      step &&
      name !== undefined &&
      whyWithout(frame, {
        step,
        through: [step.id],
        result: valueAt(place.scope, [root, name]),
        path: rest,
      });
    if (why) return why;
  }
  const ofInput = paths.every(([root]) => root !== "results");
  if (ofInput && paths.some((path) => valueAt(place.scope, path) === undefined)) return null;
  return { step: null, why: "no-value", reason: place.message };
}

/**
 * What is read of a step's result, which is undefined where there is none. `through` are the ids of the steps by which it was
 * reached, itself the last: how it ended when another team asked it is no reason here.
 */
type Read = { step: PlanStep; through: readonly string[]; result: Json | undefined; path: string[] };

/** Why a step's result, or the part of it that is read, is missing; null when it is there. */
function whyWithout(frame: Frame, { step, through, result, path }: Read): Why | null {
  const [field, ...deeper] = path;
  if (result === undefined) return { step: step.id, ...endWords(frame, step, through) };
  if (field === undefined) return null;
  const inner = isJsonObject(result) && Object.hasOwn(result, field) ? result[field] : undefined;
  // A supervisor's result contains the results of its workers, under the names of the calls.
  const means = step.kind === "agent" && step.role === "supervisor" ? callOf(step, field)?.means : undefined;
  if (means?.kind === "worker" || means?.kind === "tool")
    return whyWithout(frame, {
      step: stepOf(frame.plan, means.step),
      through: [...through, means.step],
      result: inner,
      path: deeper,
    });
  if (inner === undefined)
    return { step: step.id, why: "no-value", reason: `${step.name} gave no “${field}”` };
  return whyWithout(frame, { step, through, result: inner, path: deeper });
}

function endWords(
  { bestEnds }: Frame,
  { name }: PlanStep,
  through: readonly string[],
): Pick<Why, "why" | "reason"> {
  const status = bestEnds.get(stepsKey(through));
  switch (status) {
    case undefined:
      return { why: "not-asked", reason: `${name} was not asked` };
    case "ok":
      return { why: "no-value", reason: `the result of ${name} was not passed on` };
    case "failed":
      return { why: "failed", reason: `${name} failed` };
    case "unknown":
      return { why: "unknown", reason: `nobody knows whether ${name} happened` };
    case "cancelled":
    case "lost":
      return { why: "cancelled", reason: `${name} was stopped` };
  }
}

function valueAt(scope: JsonObject, path: string[]): Json | undefined {
  let at: Json | undefined = scope;
  for (const name of path) at = isJsonObject(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  return at;
}
