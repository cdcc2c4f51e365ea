import type { Json, JsonObject } from "../graph/json.ts";
import { render } from "../graph/template.ts";
import type { AgentStep, FlowPlan, MapStep, OutputStep } from "../plan/plan.ts";
import { callOf, stepOf } from "../plan/plan-index.ts";
import type { BodyOf, MissingPlace } from "../run/event.ts";
import type { Frame } from "../run/frame.ts";
import { referencesOf } from "../run/references.ts";
import type { Answer, Ending, MapVisit, RunState, Visit } from "../run/state.ts";
import { frameOf } from "../run/visits.ts";
import { endVisit } from "./choices.ts";
import { sourcesOf } from "./passed.ts";
import { templateScope } from "./scope.ts";
import { type Shown, showResults } from "./show-results.ts";
import type { Values } from "./values.ts";
import { whyMissing } from "./why-missing.ts";

/** At most this many empty places of a template are recorded. */
const MAX_TOLD = 20;

type Run = { values: Values; state: RunState };

/**
 * Ends a supervisor with the results that it refers to, by the names of the calls. Of several results with one
 * name, the last counts.
 */
export async function endWithReferences(
  { values, state }: Run,
  visit: Visit,
  { outcome, result }: Ending,
): Promise<BodyOf<"span-end">> {
  const composed: JsonObject = {};
  const wanted = new Set(Array.isArray(result) ? result : []);
  for (const { name, answer } of visit.kind === "agent" ? referencesOf(visit) : []) {
    if (!wanted.has(answer.span) || !answer.result) continue;
    composed[name] = (await values.json(answer.result)) as Json;
  }
  return endVisit(visit, state.at, { outcome, result: values.put(composed) });
}

/** Ends a map with the results of its items, in their order. What becomes of failed ones is for the step to say. */
export async function endMap(
  { values, state }: Run,
  visit: MapVisit,
  step: MapStep,
): Promise<BodyOf<"span-end">> {
  const answers = [...visit.answers].sort(([one], [other]) => one - other).map(([, answer]) => answer);
  const isGood = ({ outcome }: Answer) => outcome.status === "ok";
  const kept = step.failedItems === "keep" ? answers : answers.filter(isGood);
  const list = await Promise.all(
    kept.map(async ({ outcome, result }): Promise<Json> => {
      if ("failure" in outcome)
        return { error: { code: outcome.failure.code, message: outcome.failure.message } };
      return result ? await values.json(result) : null;
    }),
  );
  const bad = answers.length - answers.filter(isGood).length;
  const became = step.failedItems === "keep" ? "stand as errors in the list" : "are left out of the list";
  const notes = bad > 0 ? [`${bad} of ${answers.length} items failed, and ${became}.`] : [];
  return endVisit(visit, state.at, { outcome: { status: "ok" }, result: values.put(list), notes });
}

/**
 * Ends a visit to a workflow whose output has no template: with the result that leads there or, where several may,
 * with an object of those that did.
 */
export async function endWorkflow(
  { values, state }: Run,
  visit: Visit,
  { frame, output, answer }: { frame: Frame; output: OutputStep; answer: number },
): Promise<BodyOf<"span-end">> {
  const led = sourcesOf(frame, frame.steps.get(output.id)?.passed ?? []);
  const results = output.shows.flatMap((id) => {
    const result = led.has(id) ? frame.steps.get(id)?.last?.result : null;
    return result ? [[stepOf(frame.plan, id).callName, result] as const] : [];
  });
  const outcome = { status: "ok" } as const;
  if (output.shows.length === 1)
    return endVisit(visit, state.at, { outcome, result: results[0]?.[1] ?? answer });
  const json: JsonObject = {};
  for (const [name, result] of results) json[name] = await values.json(result);
  return endVisit(visit, state.at, { outcome, result: values.put(json) });
}

/** Ends a visit that has failed well, with the result that its step has for that. */
export function endWithDefault({ values, state }: Run, visit: Visit): BodyOf<"span-end"> {
  const step = stepOf(frameOf(state, visit).plan, visit.step);
  const given = "onFailure" in step && step.onFailure?.do === "result" ? step.onFailure.result : null;
  return endVisit(visit, state.at, { outcome: { status: "ok" }, result: values.put(given) });
}

/** Ends an output step: with its template filled in or, without a template, with the results that led to it. */
export function endOutput(run: Run, visit: Visit, step: OutputStep): Promise<BodyOf<"span-end">> {
  return step.shows.length > 0 ? endWithResults(run, visit, step) : endWithTemplate(run, visit, step);
}

async function endWithResults(run: Run, visit: Visit, step: OutputStep): Promise<BodyOf<"span-end">> {
  const { values, state } = run;
  const frame = frameOf(state, visit);
  const { plan, steps } = frame;
  const led = sourcesOf(frame, visit.origin.by === "flow" ? visit.origin.passed : []);
  const shown = await Promise.all(
    step.shows
      .filter((id) => led.has(id))
      .map(async (id): Promise<Shown> => {
        const from = stepOf(plan, id);
        const result = steps.get(id)?.last?.result;
        const supervises = from.kind === "agent" && from.role === "supervisor";
        return {
          title: from.name,
          result: result ? await values.json(result) : null,
          parts: supervises
            ? new Map(from.calls.map(({ name }) => [name, nameOfCall(plan, from, name)]))
            : null,
        };
      }),
  );
  const { text, empty } = showResults(shown);
  const end = endVisit(visit, state.at, { outcome: { status: "ok" }, result: values.put(text) });
  return withMissing(
    end,
    empty.map((title) => ({
      expression: title,
      step: null,
      why: "no-value",
      reason: `${title} gave no result`,
    })),
  );
}

/**
 * A place without a value shows the reason in the text. Only optional fields of the input are left blank; the notes
 * list them.
 */
async function endWithTemplate(run: Run, visit: Visit, step: OutputStep): Promise<BodyOf<"span-end">> {
  const { values, state } = run;
  const frame = frameOf(state, visit);
  const scope = await templateScope(run, frame, step.template);
  const missing: MissingPlace[] = [];
  const notes: string[] = [];
  const standIn = (expression: string, message: string) => {
    const why = whyMissing(frame, { expression, message, scope });
    if (!why && notes.length < MAX_TOLD)
      notes.push(`Left empty: {{ ${expression} }}, because the input has no such value.`);
    if (why && missing.length < MAX_TOLD) missing.push({ expression, ...why });
    return why ? `[not available: ${why.reason}]` : "";
  };
  const { text } = render(step.template, scope, { standIn });
  const end = endVisit(visit, state.at, { outcome: { status: "ok" }, result: values.put(text), notes });
  return withMissing(end, missing);
}

const withMissing = (end: BodyOf<"span-end">, missing: MissingPlace[]) =>
  missing.length > 0 ? { ...end, missing } : end;

/** The name of the step that a call leads to, or the call's own name when it leads to none. */
function nameOfCall(plan: FlowPlan, step: AgentStep, call: string): string {
  const means = callOf(step, call)?.means;
  return means && means.kind !== "finish" ? stepOf(plan, means.step).name : call;
}
