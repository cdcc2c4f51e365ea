import type { AgentStep, Plan } from "../plan/plan.ts";
import type { EventBody } from "../run/event.ts";
import type { Turn, TurnCall, Visit } from "../run/state.ts";
import { decision, failed } from "./choices.ts";
import { callOf, stepOf } from "./plan-index.ts";
import { referencesOf, usableReferences } from "./references.ts";
import { TOO_MANY_CALLS } from "./reply.ts";
import { callPath, refusalOf } from "./request.ts";
import { listed, nameOfCall, whyRouted } from "./why.ts";

/** How many replies in a row that can't be used are answered with what is wrong; the next one fails the visit. */
export const MAX_REPAIRS = 2;

/** Calls of one step that are under way at once; the others begin, in the order they were made, when these come back. */
export const MAX_UNDER_WAY = 16;

/** Performs the calls of a reply, as many as may be at once; "all answered" when the model must be asked again. */
export function decideTurn(
  plan: Plan,
  step: AgentStep,
  visit: Visit,
  last: Turn,
): EventBody[] | "all answered" {
  const refused = new Set(
    last.calls.filter((call) => call.answer === null && refusalOf(step, visit, last, call) !== null),
  );
  const accepted = last.calls.filter((call) => !refused.has(call));
  const finish = accepted.find((call) => callOf(step, call.name)?.means.kind === "finish");
  if (finish) return [finishWith(plan, step, visit, finish)];
  // Of those that were simply too many the model is told, and may go on: that is no mistake to be mended.
  const wrong = [...refused].filter((call) => call.problem?.code !== TOO_MANY_CALLS);
  if (wrong.length > 0 && !last.repaired) return [repair(step, visit, last, wrong)];
  const fresh = accepted.filter((call) => call.span === null);
  const underWay = accepted.filter((call) => call.span !== null && call.answer === null).length;
  const next = fresh.slice(0, Math.max(0, MAX_UNDER_WAY - underWay));
  if (next.length > 0) {
    const begun = next.flatMap((call) => beginCall(plan, step, visit, call));
    return fresh.length < accepted.length
      ? begun
      : [route(plan, step, visit, { accepted, tooMany: refused.size - wrong.length }), ...begun];
  }
  if (accepted.some((call) => call.answer === null)) return [];
  return doubtful(plan, step, visit) ?? "all answered";
}

function finishWith(plan: Plan, step: AgentStep, visit: Visit, finish: TurnCall): EventBody {
  const usable = usableReferences(visit);
  const chosen = usable.filter((entry) => finish.references.includes(entry.reference));
  const of = [...new Set(chosen.map((entry) => nameOfCall(plan, step, entry.name)))];
  const because = `Finished ${of.length === 0 ? "without a result" : `with what came of ${listed(of)}`}`;
  return decision(visit, "finish", `${because}${finish.note ? `: ${finish.note}` : "."}`, {
    chosen: chosen.map((entry) => entry.reference),
    among: usable.map((entry) => entry.reference),
    ending: { outcome: { status: "ok" }, references: chosen.map((entry) => entry.answer.span) },
  });
}

/** Says that calls can't be performed as they stand; after two such replies the step fails. */
function repair(step: AgentStep, visit: Visit, last: Turn, refused: TurnCall[]): EventBody {
  const texts = refused.map((call) => refusalOf(step, visit, last, call) ?? "").join(" ");
  const chosen = refused.map((call) => call.name);
  if (visit.repairs < MAX_REPAIRS) return decision(visit, "repair", texts, { chosen });
  const kept = step.role === "supervisor" ? usableReferences(visit) : [];
  const message = `Its calls could not be performed ${MAX_REPAIRS + 1} times in a row. The last time: ${texts} Make the instructions or the parameters' descriptions clearer, or choose another model.`;
  return decision(visit, "limit", texts, {
    chosen,
    ending: {
      outcome: failed("calls-unusable", message),
      references: kept.length > 0 ? kept.map((entry) => entry.answer.span) : null,
    },
  });
}

function route(
  plan: Plan,
  step: AgentStep,
  visit: Visit,
  { accepted, tooMany }: { accepted: TurnCall[]; tooMany: number },
): EventBody {
  const chosen = accepted.map((call) => call.name);
  const among = step.calls.map((call) => call.name);
  const refused = tooMany > 0 ? ` ${tooMany} more were refused: too many for one reply.` : "";
  return decision(visit, "route", `${whyRouted(plan, step, visit, chosen)}${refused}`, { chosen, among });
}

function beginCall(plan: Plan, step: AgentStep, visit: Visit, call: TurnCall): EventBody[] {
  const means = callOf(step, call.name)?.means;
  if (!means || means.kind === "finish") return [];
  return [
    {
      type: "span-start",
      parent: visit.span,
      step: means.step,
      name: stepOf(plan, means.step).name,
      path: callPath(visit, call.index, means.step),
      attempt: 0,
      work: {
        kind: "step",
        call: { model: visit.turns.at(-1)?.model ?? 0, index: call.index, name: call.name, id: call.id },
        flow: null,
      },
    },
  ];
}

/** An agent whose tool has an unknown outcome stops there: going on could do it twice. */
function doubtful(plan: Plan, step: AgentStep, visit: Visit): EventBody[] | null {
  if (step.role === "supervisor") return null;
  const unknown = referencesOf(visit).find((entry) => entry.answer.outcome.status === "unknown");
  if (!unknown) return null;
  return [
    decision(
      visit,
      "limit",
      `Nobody knows whether ${nameOfCall(plan, step, unknown.name)} happened, so it did not go on.`,
      {
        chosen: [unknown.name],
        ending: { outcome: unknown.answer.outcome, references: null },
      },
    ),
  ];
}
