import type { Json, JsonObject } from "../graph/json.ts";
import { render } from "../graph/template.ts";
import type { OutputStep, Plan } from "../plan/plan.ts";
import type { BodyOf } from "../run/event.ts";
import type { RunState, Visit } from "../run/state.ts";
import { endVisit } from "./choices.ts";
import { referencesOf } from "./references.ts";
import { templateScope } from "./scope.ts";
import type { Values } from "./values.ts";

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

/** Ends an output step with its template filled; places without a value are told in the notes. */
export async function endWithTemplate(
  values: Values,
  plan: Plan,
  state: RunState,
  visit: Visit,
  step: OutputStep,
): Promise<BodyOf<"span-end">> {
  const scope = await templateScope(values, plan, state, step.template);
  const { text, missing } = render(step.template, scope);
  const notes = missing.map(
    ({ expression, message }) => `Left empty: {{ ${expression} }}, because ${message}.`,
  );
  return endVisit(visit, state.at, { status: "ok" }, values.put(text), notes);
}
