import { isJsonObject, type Json, type JsonObject } from "../../../../graph/json.ts";
import type { PlanField, PlanFlow } from "../../../../plan/plan.ts";
import { referenceValue } from "../expressions/reference-value.ts";
import { fits } from "../sample-json.ts";
import type { Failed, Received } from "./facts.ts";
import type { Shape } from "./shape.ts";

/** What flows bring to a step: with fields, without, or both. */
export type HandedOn = {
  fields: PlanField[];
  /** True where some flow hands on the run's input. */
  input: boolean;
  /** Results by reference name, and a failure. */
  named: JsonObject;
  /** What a handoff gives; null where none has come. */
  given: JsonObject | null;
  /** The steps whose visits led there, through branches: well, or by a failure. */
  sources: { step: string; on: PlanFlow["on"] }[];
};

/** Where flows find what they hand on. */
export type Source = {
  shape: Shape;
  /** The latest result of a step. */
  result: (step: string) => Json | undefined;
  /** Why the step's latest visit failed. */
  failure: (step: string) => Failed | undefined;
  /** What a branch received when it was last visited. */
  branch: (step: string) => HandedOn | undefined;
};

/** What these flows bring, in their order. */
export function handedOn(passed: readonly PlanFlow[], source: Source): HandedOn {
  const all: HandedOn = { ...NOTHING, fields: [], named: {}, sources: [] };
  for (const flow of passed) {
    const bare = without(flow, source);
    const one = flow.fields.length > 0 ? { ...NOTHING, fields: flow.fields } : bare;
    all.sources.push(...bare.sources);
    all.fields.push(...one.fields);
    all.input ||= one.input;
    Object.assign(all.named, one.named);
    if (one.given) all.given = { ...all.given, ...one.given };
  }
  return all;
}

const NOTHING: HandedOn = { fields: [], input: false, named: {}, given: null, sources: [] };

function without(flow: PlanFlow, { shape, result, failure, branch }: Source): HandedOn {
  const from = shape.step(flow.from);
  const sources = [{ step: from.id, on: flow.on }];
  if (flow.on === "handoff") {
    const given = result(flow.from);
    return { ...NOTHING, given: isJsonObject(given) ? given : {}, sources };
  }
  const latest = (id: string): JsonObject => {
    const { kind, callName } = shape.step(id);
    const value = kind === "input" || kind === "branch" ? undefined : result(id);
    return value === undefined ? {} : { [callName]: value };
  };
  // The last draft comes first, as it stands now.
  const draft = flow.back ? latest(flow.to) : {};
  let named: JsonObject = {};
  let before: HandedOn = { ...NOTHING, input: true, sources };
  if (flow.on === "failed") {
    const { code = "", message = "" } = failure(flow.from) ?? {};
    named = { failure: { step: from.name, code, message } };
  } else if (from.kind === "branch") before = branch(flow.from) ?? before;
  else named = latest(flow.from);
  return { ...before, named: { ...draft, ...before.named, ...named, ...draft } };
}

/** The object that a step receives. */
export function received(
  kind: string,
  { fields, input, named, given }: HandedOn,
  scope: JsonObject & { input: JsonObject },
): Received {
  const filled: JsonObject = {};
  for (const { name, fill, required } of fields) {
    if (fill.by !== "path") continue;
    const found = referenceValue(fill.path, scope);
    if (found.ok) filled[name] = found.value;
    else if (required) return { ok: false, code: "context-missing" };
  }
  if (kind === "tool" || kind === "workflow") return { ok: true, value: filled };
  const typed = inTypes(fields, filled);
  if (typeof typed === "string") return { ok: false, code: typed };
  if (fields.length === 0 && Object.keys(named).length === 0 && !given)
    return { ok: true, value: scope.input };
  return { ok: true, value: { ...(input && { input: scope.input }), ...given, ...named, ...typed } };
}

/** True where a handoff gives something under a name that other flows bring something under. */
export function bringsTwice({ fields, input, named, given }: HandedOn): boolean {
  const others = [...(input ? ["input"] : []), ...Object.keys(named), ...fields.map(({ name }) => name)];
  return others.some((name) => given !== null && Object.hasOwn(given, name));
}

/** With texts in place of what is no text where a text is declared, or the code of another mismatch. */
export function inTypes(fields: PlanField[], context: JsonObject): JsonObject | string {
  const typed = { ...context };
  for (const { name, schema } of fields) {
    const value = context[name];
    if (value === undefined || value === null || schema.type === undefined) continue;
    if (fits({ type: schema.type }, value)) continue;
    if (schema.type !== "string") return "wrong-type";
    typed[name] = JSON.stringify(value);
  }
  return typed;
}
