import { callOf, stepOf } from "../plan/plan-index.ts";
import type { EventBody } from "../run/event.ts";
import { referencesOf, usableReferences } from "../run/references.ts";
import type { Turn, TurnCall } from "../run/state.ts";
import { decided, failed } from "./choices.ts";
import type { DecidingAgent } from "./deciding.ts";
import { TOO_MANY_CALLS } from "./reply.ts";
import { type AnsweredTurn, callPath, refusalOf } from "./request.ts";

/** After this many unusable replies in a row, each answered with what is wrong, the next one fails the visit. */
export const MAX_REPAIRS = 2;

/**
 * How many calls of one step may be under way at once. The others start, in the order they were made, as these come
 * back.
 */
export const MAX_UNDER_WAY = 16;

/** The visit whose calls are decided about. */
type Calling = Pick<DecidingAgent, "plan" | "step" | "visit">;

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
  for (const { name, index } of accepted) {
    const means = callOf(step, name)?.means;
    if (means?.kind === "handoff")
      return [decided({ what: "hand-over", span: visit.span, edge: means.edge, call: index })];
  }
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

function finishWith({ visit }: Calling, { references, note }: TurnCall): EventBody {
  const usable = usableReferences(visit);
  const chosen = usable.filter((entry) => references.includes(entry.reference));
  return decided({
    what: "finish",
    span: visit.span,
    references: chosen.map(({ answer }) => answer.span),
    among: usable.map(({ answer }) => answer.span),
    note,
  });
}

/** Asks the model to repair calls that can't be performed; after `MAX_REPAIRS` such replies the step fails. */
function repair(turn: AnsweredTurn, refused: TurnCall[]): EventBody {
  const { step, visit } = turn;
  const { span } = visit;
  const code = "calls-unusable";
  if (visit.repairs < MAX_REPAIRS)
    return decided({ what: "repair", span, code, calls: refused.map(({ index }) => index) });
  const texts = refused.map((call) => refusalOf(turn, call) ?? "").join(" ");
  const kept = step.role === "supervisor" ? usableReferences(visit) : [];
  const message = `Its calls could not be performed ${MAX_REPAIRS + 1} times in a row. The last time: ${texts} Make the instructions or the parameters' descriptions clearer, or choose another model.`;
  const references = kept.length > 0 ? kept.map(({ answer }) => answer.span) : null;
  return decided({ what: "limit", span, code, ending: { outcome: failed({ code, message }), references } });
}

function route({ visit }: Calling, accepted: TurnCall[], tooMany: number): EventBody {
  const calls = accepted.map(({ index }) => index);
  return decided({ what: "route", span: visit.span, calls, ...(tooMany > 0 && { tooMany }) });
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
        origin: {
          by: "call",
          model: visit.turns.at(-1)?.model ?? 0,
          index: call.index,
          name: call.name,
          id: call.id,
        },
      },
    },
  ];
}

/** An agent stops when the outcome of one of its tools is unknown: going on could repeat the effect. */
function doubtful({ step, visit }: Calling): EventBody[] | null {
  if (step.role === "supervisor") return null;
  const unknown = referencesOf(visit).find((entry) => entry.answer.outcome.status === "unknown");
  if (!unknown) return null;
  const ending = { outcome: unknown.answer.outcome, references: null };
  return [decided({ what: "limit", span: visit.span, code: "outcome-unknown", ending })];
}
