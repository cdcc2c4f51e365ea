import type { Json, JsonObject } from "../graph/json.ts";
import { render } from "../graph/template.ts";
import type { OutputStep, Plan } from "../plan/plan.ts";
import type { BodyOf } from "../run/event.ts";
import type { RunState, Visit } from "../run/state.ts";
import { endVisit } from "./choices.ts";
import { stepOf } from "./plan-index.ts";
import { referencesOf } from "./references.ts";
import { templateScope } from "./scope.ts";
import { type Shown, showResults } from "./show-results.ts";
import type { Values } from "./values.ts";
import { nameOfCall } from "./why.ts";

/** The places of a template that are told when they were left empty. */
const MAX_NOTES = 20;

/** Ends a supervisor with the results it refers to, by the name of the call; of several by one name, the last. */
export async function endWithReferences(
  values: Values,
  state: RunState,
  visit: Visit,
  ending: NonNullable<Visit["ending"]>,
): Promise<BodyOf<"span-end">> {
  const composed: JsonObject = {};
  for (const { name, answer } of referencesOf(visit)) {
    if (!ending.references?.includes(answer.span) || !answer.result) continue;
    composed[name] = (await values.json(answer.result)) as Json;
  }
  return endVisit(visit, state.at, ending.outcome, values.put(composed));
}

/** Ends an output step: with its template filled, or without one with the results that led to it. */
export function endOutput(
  values: Values,
  plan: Plan,
  state: RunState,
  visit: Visit,
  step: OutputStep,
): Promise<BodyOf<"span-end">> {
  return step.shows.length > 0
    ? endWithResults({ values, plan, state, visit, step })
    : endWithTemplate(values, plan, state, visit, step);
}

type Showing = { values: Values; plan: Plan; state: RunState; visit: Visit; step: OutputStep };

async function endWithResults({ values, plan, state, visit, step }: Showing): Promise<BodyOf<"span-end">> {
  const shown = await Promise.all(
    step.shows.map(async (id): Promise<Shown> => {
      const from = stepOf(plan, id);
      const result = state.ended.get(id)?.result;
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
  const notes = empty.map((title) => `Left empty: “${title}” gave no result.`);
  return endVisit(visit, state.at, { status: "ok" }, values.put(text), notes);
}

/** Places without a value are told in the notes. */
async function endWithTemplate(
  values: Values,
  plan: Plan,
  state: RunState,
  visit: Visit,
  step: OutputStep,
): Promise<BodyOf<"span-end">> {
  const scope = await templateScope(values, plan, state, step.template);
  const { text, missing } = render(step.template, scope);
  const notes = missing
    .slice(0, MAX_NOTES)
    .map(({ expression, message }) => `Left empty: {{ ${expression} }}, because ${message}.`);
  if (missing.length > MAX_NOTES) notes.push(`${missing.length - MAX_NOTES} more places were left empty.`);
  return endVisit(visit, state.at, { status: "ok" }, values.put(text), notes);
}
