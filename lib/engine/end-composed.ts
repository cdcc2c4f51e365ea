import type { Json, JsonObject } from "../graph/json.ts";
import { render } from "../graph/template.ts";
import type { OutputStep, Plan } from "../plan/plan.ts";
import type { BodyOf, MissingPlace } from "../run/event.ts";
import type { RunState, Visit } from "../run/state.ts";
import { endVisit } from "./choices.ts";
import { stepOf } from "./plan-index.ts";
import { referencesOf } from "./references.ts";
import { templateScope } from "./scope.ts";
import { type Shown, showResults } from "./show-results.ts";
import type { Values } from "./values.ts";
import { nameOfCall } from "./why.ts";
import { whyMissing } from "./why-missing.ts";

/** At most this many empty places of a template are recorded. */
const MAX_TOLD = 20;

type Run = { values: Values; plan: Plan; state: RunState };

/**
 * Ends a supervisor with the results that it refers to, by the names of the calls. Of several results with one
 * name, the last counts.
 */
export async function endWithReferences(
  { values, state }: Pick<Run, "values" | "state">,
  visit: Visit,
  ending: NonNullable<Visit["ending"]>,
): Promise<BodyOf<"span-end">> {
  const composed: JsonObject = {};
  for (const { name, answer } of referencesOf(visit)) {
    if (!ending.references?.includes(answer.span) || !answer.result) continue;
    composed[name] = (await values.json(answer.result)) as Json;
  }
  return endVisit(visit, state.at, { outcome: ending.outcome, result: values.put(composed) });
}

/** Ends an output step: with its template filled in or, without a template, with the results that led to it. */
export function endOutput(run: Run, visit: Visit, step: OutputStep): Promise<BodyOf<"span-end">> {
  return step.shows.length > 0 ? endWithResults(run, visit, step) : endWithTemplate(run, visit, step);
}

async function endWithResults(run: Run, visit: Visit, step: OutputStep): Promise<BodyOf<"span-end">> {
  const { values, plan, state } = run;
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
  const { values, plan, state } = run;
  const scope = await templateScope(run, step.template);
  const missing: MissingPlace[] = [];
  const notes: string[] = [];
  const standIn = (expression: string, message: string) => {
    const why = whyMissing(plan, state, { expression, message, scope });
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
