import { Budget } from "../graph/cel/budget.ts";
import { evaluate, pathsRead } from "../graph/cel.ts";
import { isJsonObject, type Json, type JsonObject } from "../graph/json.ts";
import { misfit } from "../graph/schema-check.ts";
import type { PlanField, PlanFlow, PlanStep } from "../plan/plan.ts";
import { callOf, mainOf, stepOf } from "../plan/plan-index.ts";
import type { BodyOf } from "../run/event.ts";
import { type Frame, stepIn } from "../run/frame.ts";
import type { Failure } from "../run/outcome.ts";
import { usableReferences } from "../run/references.ts";
import type { RunState, Visit } from "../run/state.ts";
import { frameOf } from "../run/visits.ts";
import { asDeclared } from "./declared-types.ts";
import { handingOn } from "./passed.ts";
import { callScope, flowScope } from "./scope.ts";
import type { Values } from "./values.ts";

type Filled =
  | { ok: true; json: JsonObject; reads: string[]; converted?: string[] }
  | { ok: false; code: string; message: string };

type Run = { values: Values; state: RunState };

/** Fills the context of a visit: from the model's arguments, by reference, and by path. */
export async function fillContext(run: Run, visit: Visit): Promise<BodyOf<"context-fill">> {
  const { span, origin } = visit;
  const frame = frameOf(run.state, visit);
  const step = stepOf(frame.plan, visit.step);
  const flows = origin.by === "flow" ? handingOn(frame, origin.passed) : [];
  const whole = wholeInput(run.state, { step, origin, flows });
  if (whole) return { type: "context-fill", span, value: whole, reads: ["input"], problem: null };
  const filled =
    origin.by === "call" ? await byCall(run, visit, origin) : await byFlow(run, { frame, step, flows });
  if (!filled.ok) {
    const { code, message } = filled;
    return { type: "context-fill", span, value: null, reads: [], problem: { code, message } };
  }
  const { json, reads, converted = [] } = filled;
  const value = run.values.put(json);
  return {
    type: "context-fill",
    span,
    value,
    reads,
    problem: null,
    ...(converted.length > 0 && { converted }),
  };
}

type Reached = { step: PlanStep; origin: Visit["origin"]; flows: readonly PlanFlow[] };

/** The run's whole input, for the input step and for a step that only the input hands on to; null for other steps. */
function wholeInput(state: RunState, { step, origin, flows }: Reached) {
  if (origin.by === "call" || step.kind === "tool") return null;
  const ofInput = flows.every(
    ({ fields, handsOn, from, on, back }) =>
      fields.length === 0 && (!handsOn || (from === entryOf(state) && on === "ok" && back === null)),
  );
  return ofInput ? state.input : null;
}

const entryOf = ({ plan }: RunState) => mainOf(plan).entry;

type Filling = { frame: Frame; step: PlanStep; flows: readonly PlanFlow[] };

async function byFlow(run: Run, { frame, step, flows }: Filling): Promise<Filled> {
  const fields = flows.flatMap((flow) => flow.fields);
  const scope = await flowScope(run, { frame, failure: failureOn(frame, flows) }, paths(fields));
  const filled = fill(fields, { written: {}, scope, references: new Map() });
  // A tool receives its parameters and nothing else.
  const received = checked(step, fields, filled);
  if (!received.ok || step.kind === "tool") return received;
  const handed = await handOn(run, frame, flows);
  return {
    ...received,
    json: { ...handed.json, ...received.json },
    reads: [...new Set([...handed.reads, ...received.reads])],
  };
}

/** The failure that one of these flows follows on. */
function failureOn(frame: Frame, flows: readonly PlanFlow[]): Failure | undefined {
  for (const { on, from } of flows) {
    const outcome = on === "failed" ? stepIn(frame, from).last?.outcome : undefined;
    if (outcome && "failure" in outcome) return outcome.failure;
  }
  return undefined;
}

/** What flows without fields hand on: the run's input, and the results of the steps that they come from. */
async function handOn({ values, state }: Run, frame: Frame, flows: readonly PlanFlow[]) {
  const json: JsonObject = {};
  const reads: string[] = [];
  const handing = flows.filter((flow) => flow.handsOn);
  if (handing.length > 0 && state.input) {
    json.input = await values.json(state.input);
    reads.push("input");
  }
  const give = async (id: string) => {
    const result = stepIn(frame, id).results.at(-1);
    const { kind, callName } = stepOf(frame.plan, id);
    if (kind === "input" || kind === "branch" || !result) return;
    json[callName] = await values.json(result);
    reads.push(`results.${callName}`);
  };
  for (const { from, to, on, back } of handing) {
    if (back) await give(to);
    if (on === "ok") await give(from);
    else {
      const { name } = stepOf(frame.plan, from);
      const outcome = stepIn(frame, from).last?.outcome;
      if (outcome && "failure" in outcome)
        json.failure = { step: name, code: outcome.failure.code, message: outcome.failure.message };
    }
  }
  return { json, reads };
}

async function byCall(
  run: Run,
  visit: Visit,
  origin: Extract<Visit["origin"], { by: "call" }>,
): Promise<Filled> {
  const { values, state } = run;
  const { plan } = frameOf(state, visit);
  const asker = visit.parent === null ? undefined : state.visits.get(visit.parent);
  const turn = asker?.kind === "agent" ? asker.turns.at(-1) : undefined;
  const call = turn?.model === origin.model ? turn.calls[origin.index] : undefined;
  const step = asker && stepOf(plan, asker.step);
  const means = call && step?.kind === "agent" ? callOf(step, call.name)?.means : undefined;
  if (asker?.kind !== "agent" || !call || !means || means.kind === "finish")
    throw new Error(`run ${state.runId}: visit ${visit.span} answers a call that is not in the log`);
  const written = await values.json(call.arguments);
  const references = new Map<string, Json>();
  // Of one reply's calls none reads what another brought, whichever of them happen to have ended by now.
  const before = usableReferences(asker, "before-last");
  for (const entry of before)
    if (entry.answer.result && refersTo(means.fields, written, entry.reference))
      references.set(entry.reference, await values.json(entry.answer.result));
  const scope = await callScope(run, { asker, before }, paths(means.fields).flatMap(pathsRead));
  const filled = fill(means.fields, { written: isJsonObject(written) ? written : {}, scope, references });
  return checked(stepOf(plan, visit.step), means.fields, filled);
}

function refersTo(fields: PlanField[], written: Json, reference: string): boolean {
  return (
    isJsonObject(written) &&
    fields.some((field) => field.fill.by === "reference" && written[field.name] === reference)
  );
}

const paths = (fields: PlanField[]): string[] =>
  fields.flatMap((field) => (field.fill.by === "path" ? [field.fill.path] : []));

/** Sources for fields: what the model wrote, what expressions see, and earlier results by their reference. */
type Given = { written: JsonObject; scope: JsonObject; references: ReadonlyMap<string, Json> };

function fill(fields: PlanField[], { written, scope, references }: Given): Filled {
  const json: JsonObject = {};
  const reads: string[] = [];
  const budget = new Budget();
  for (const field of fields) {
    switch (field.fill.by) {
      case "model": {
        const value = written[field.name];
        if (value !== undefined) json[field.name] = value;
        break;
      }
      case "reference": {
        const reference = written[field.name];
        const value = typeof reference === "string" ? references.get(reference) : undefined;
        if (value !== undefined) json[field.name] = value;
        else if (reference !== undefined || field.required)
          return {
            ok: false,
            code: "unknown-reference",
            message: `${field.name}: expected the reference of an earlier result, got ${JSON.stringify(reference ?? null)}.`,
          };
        break;
      }
      case "path": {
        const result = evaluate(field.fill.path, scope, budget);
        if (result.ok) {
          json[field.name] = result.value;
          reads.push(...result.reads);
        } else if (field.required)
          return {
            ok: false,
            code: "context-missing",
            message: `${field.name}: expected a value at ${field.fill.path}, got none (${result.message}). The step that gives it has not come back, or gives no such field.`,
          };
        break;
      }
    }
  }
  return { ok: true, json, reads: [...new Set(reads)] };
}

/** Checks that the filled values fit what the receiving step declares. */
function checked(step: PlanStep, fields: PlanField[], filled: Filled): Filled {
  if (!filled.ok) return filled;
  if (step.kind !== "tool") {
    const declared = asDeclared(fields, filled.json);
    return declared.ok ? { ...filled, ...declared } : { ...declared, code: "wrong-type" };
  }
  const wrong = misfit(step.parameters, filled.json);
  return wrong === null
    ? filled
    : {
        ok: false,
        code: "wrong-arguments",
        message: `"${step.name}" can't be used with these arguments: ${wrong}.`,
      };
}
