import { Budget } from "../graph/cel/budget.ts";
import { evaluate } from "../graph/cel.ts";
import { isJsonObject, type Json, type JsonObject } from "../graph/json.ts";
import { misfit } from "../graph/schema-check.ts";
import type { Plan, PlanField, PlanFlow, PlanStep } from "../plan/plan.ts";
import type { BodyOf } from "../run/event.ts";
import type { RunState, Visit } from "../run/state.ts";
import { asDeclared } from "./declared-types.ts";
import { callOf, stepOf } from "./plan-index.ts";
import { usableReferences } from "./references.ts";
import { callScope, flowScope } from "./scope.ts";
import type { Values } from "./values.ts";

type Filled =
  | { ok: true; json: JsonObject; reads: string[]; converted?: string[] }
  | { ok: false; code: string; message: string };

type Run = { values: Values; plan: Plan; state: RunState };

/** Fills the context of a visit: from the model's arguments, by reference, and by path. */
export async function fillContext(run: Run, visit: Visit): Promise<BodyOf<"context-fill">> {
  const whole = wholeInput(run, visit);
  if (whole) return { type: "context-fill", span: visit.span, value: whole, reads: ["input"], problem: null };
  const filled = visit.call ? await byCall(run, visit) : await byFlow(run, visit);
  if (!filled.ok)
    return {
      type: "context-fill",
      span: visit.span,
      value: null,
      reads: [],
      problem: { code: filled.code, message: filled.message },
    };
  return {
    type: "context-fill",
    span: visit.span,
    value: run.values.put(filled.json),
    reads: filled.reads,
    problem: null,
    ...(filled.converted && filled.converted.length > 0 ? { converted: filled.converted } : {}),
  };
}

/** The run's whole input, for the input step and for a step that only the input hands on to; null for other steps. */
function wholeInput({ plan, state }: Run, visit: Visit) {
  if (visit.call || stepOf(plan, visit.step).kind === "tool") return null;
  const flows = incoming(plan, visit);
  return flows.every(({ fields, handsOn, from }) => fields.length === 0 && (!handsOn || from === plan.entry))
    ? state.input
    : null;
}

const incoming = (plan: Plan, visit: Visit) => plan.flows.filter((flow) => flow.to === visit.step);

async function byFlow(run: Run, visit: Visit): Promise<Filled> {
  const { plan } = run;
  const flows = incoming(plan, visit);
  const fields = flows.flatMap((flow) => flow.fields);
  const scope = await flowScope(run, paths(fields));
  const filled = fill(fields, { written: {}, scope, references: new Map() });
  // A tool receives its parameters and nothing else.
  const step = stepOf(plan, visit.step);
  const received = checked(step, fields, filled);
  if (!received.ok || step.kind === "tool") return received;
  const handed = await handOn(run, flows);
  return {
    ...received,
    json: { ...handed.json, ...received.json },
    reads: [...handed.reads, ...received.reads],
  };
}

/** What flows without fields hand on: the run's input, and the results of the steps that they come from. */
async function handOn({ values, plan, state }: Run, flows: readonly PlanFlow[]) {
  const json: JsonObject = {};
  const reads: string[] = [];
  const handing = flows.filter((flow) => flow.handsOn);
  if (handing.length > 0 && state.input) {
    json.input = await values.json(state.input);
    reads.push("input");
  }
  for (const { from } of handing) {
    const result = state.ended.get(from)?.result;
    if (from === plan.entry || !result) continue;
    const { callName } = stepOf(plan, from);
    json[callName] = await values.json(result);
    reads.push(`results.${callName}`);
  }
  return { json, reads };
}

async function byCall(run: Run, visit: Visit): Promise<Filled> {
  const { values, plan, state } = run;
  const asker = visit.parent === null ? undefined : state.visits.get(visit.parent);
  const turn = asker?.turns.find(({ model }) => model === visit.call?.model);
  const call = turn?.calls[visit.call?.index ?? -1];
  const step = asker && stepOf(plan, asker.step);
  const means = call && step?.kind === "agent" ? callOf(step, call.name)?.means : undefined;
  if (!asker || !turn || !call || !means || means.kind === "finish")
    throw new Error(`run ${state.runId}: visit ${visit.span} answers a call that is not in the log`);
  const written = await values.json(call.arguments);
  const references = new Map<string, Json>();
  // Of one reply's calls none reads what another brought, whichever of them happen to have ended by now.
  const before = usableReferences(asker, turn);
  for (const entry of before)
    if (entry.answer.result && refersTo(means.fields, written, entry.reference))
      references.set(entry.reference, await values.json(entry.answer.result));
  const scope = await callScope(run, { asker, before }, paths(means.fields));
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
