import type { AgentStep } from "../plan/plan.ts";
import type { EventBody } from "../run/event.ts";
import type { Turn, TurnCall } from "../run/state.ts";
import { decision, failed } from "./choices.ts";
import type { Deciding } from "./deciding.ts";
import { callOf, stepOf } from "./plan-index.ts";
import { referencesOf, usableReferences } from "./references.ts";
import { TOO_MANY_CALLS } from "./reply.ts";
import { type AnsweredTurn, callPath, refusalOf } from "./request.ts";
import { listed, nameOfCall, whyRouted } from "./why.ts";

/** After this many unusable replies in a row, each answered with what is wrong, the next one fails the visit. */
export const MAX_REPAIRS = 2;

/**
 * How many calls of one step may be under way at once. The others start, in the order they were made, as these come
 * back.
 */
export const MAX_UNDER_WAY = 16;

/** The visit whose calls are decided about. */
type Calling = Pick<Deciding<AgentStep>, "plan" | "step" | "visit">;

/** Performs the calls of a reply, as many at once as allowed; "all answered" when it is the model's turn again. */
export function decideTurn(calling: Calling, last: Turn): EventBody[] | "all answered" {
  const { step, visit } = calling;
  const turn = { step, visit, turn: last };
  const refused = new Set(
    last.calls.filter((call) => call.answer === null && refusalOf(turn, call) !== null),
  );
  const accepted = last.calls.filter((call) => !refused.has(call));
  const finish = accepted.find((call) => callOf(step, call.name)?.means.kind === "finish");
  if (finish) return [finishWith(calling, finish)];
  // Calls beyond the limit are only reported to the model. They are no mistake that it has to repair.
  const wrong = [...refused].filter((call) => call.problem?.code !== TOO_MANY_CALLS);
  if (wrong.length > 0 && !last.repaired) return [repair(turn, wrong)];
  const fresh = accepted.filter((call) => call.span === null);
  const underWay = accepted.filter((call) => call.span !== null && call.answer === null).length;
  const next = fresh.slice(0, Math.max(0, MAX_UNDER_WAY - underWay));
  if (next.length > 0) {
    const begun = next.flatMap((call) => beginCall(calling, call));
    return fresh.length < accepted.length
      ? begun
      : [route(calling, accepted, refused.size - wrong.length), ...begun];
  }
  if (accepted.some((call) => call.answer === null)) return [];
  return doubtful(calling) ?? "all answered";
}

function finishWith({ plan, step, visit }: Calling, finish: TurnCall): EventBody {
  const usable = usableReferences(visit);
  const chosen = usable.filter((entry) => finish.references.includes(entry.reference));
  const of = [...new Set(chosen.map((entry) => nameOfCall(plan, step, entry.name)))];
  const because = `Finished ${of.length === 0 ? "without a result" : `with what came of ${listed(of)}`}`;
  return decision(visit, {
    what: "finish",
    because: `${because}${finish.note ? `: ${finish.note}` : "."}`,
    chosen: chosen.map((entry) => entry.reference),
    among: usable.map((entry) => entry.reference),
    ending: { outcome: { status: "ok" }, references: chosen.map((entry) => entry.answer.span) },
  });
}

/** Asks the model to repair calls that can't be performed; after `MAX_REPAIRS` such replies the step fails. */
function repair(turn: AnsweredTurn, refused: TurnCall[]): EventBody {
  const { step, visit } = turn;
  const texts = refused.map((call) => refusalOf(turn, call) ?? "").join(" ");
  const chosen = refused.map((call) => call.name);
  if (visit.repairs < MAX_REPAIRS) return decision(visit, { what: "repair", because: texts, chosen });
  const kept = step.role === "supervisor" ? usableReferences(visit) : [];
  const message = `Its calls could not be performed ${MAX_REPAIRS + 1} times in a row. The last time: ${texts} Make the instructions or the parameters' descriptions clearer, or choose another model.`;
  return decision(visit, {
    what: "limit",
    because: texts,
    chosen,
    ending: {
      outcome: failed({ code: "calls-unusable", message }),
      references: kept.length > 0 ? kept.map((entry) => entry.answer.span) : null,
    },
  });
}

function route(calling: Calling, accepted: TurnCall[], tooMany: number): EventBody {
  const { step, visit } = calling;
  const chosen = accepted.map((call) => call.name);
  const among = step.calls.map((call) => call.name);
  const refused = tooMany > 0 ? ` ${tooMany} more were refused: too many for one reply.` : "";
  const because = `${whyRouted(calling, chosen)}${refused}`;
  return decision(visit, { what: "route", because, chosen, among });
}

function beginCall({ plan, step, visit }: Calling, call: TurnCall): EventBody[] {
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

/** An agent stops when the outcome of one of its tools is unknown: going on could repeat the effect. */
function doubtful({ plan, step, visit }: Calling): EventBody[] | null {
  if (step.role === "supervisor") return null;
  const unknown = referencesOf(visit).find((entry) => entry.answer.outcome.status === "unknown");
  if (!unknown) return null;
  return [
    decision(visit, {
      what: "limit",
      because: `Nobody knows whether ${nameOfCall(plan, step, unknown.name)} happened, so it did not go on.`,
      chosen: [unknown.name],
      ending: { outcome: unknown.answer.outcome, references: null },
    }),
  ];
}
