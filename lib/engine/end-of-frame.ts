import type { OutputStep } from "../plan/plan.ts";
import type { Frame } from "../run/frame.ts";
import type { Outcome } from "../run/outcome.ts";
import type { Visit } from "../run/state.ts";
import { noAnswer } from "./decide-frame.ts";

/** True while a call or a visit inside this visit is open. */
export const hasOpen = ({ calls, children }: Pick<Visit, "calls" | "children">): boolean =>
  calls.size + children.size > 0;

/** Whether nothing is left to do inside a visit to a workflow, so that it ends as its frame does. */
export const isDone = (visit: Visit, { settling, ready, goingBack }: Frame): boolean =>
  !hasOpen(visit) && settling.size + ready.size + goingBack.size === 0;

/** The output whose visit `span` is. */
export function outputOf({ plan, steps }: Frame, span: number | null): OutputStep | undefined {
  const found = plan.steps.find(({ id, kind }) => kind === "output" && steps.get(id)?.last?.span === span);
  return found?.kind === "output" ? found : undefined;
}

/** Whether the answer of a frame is put together from the results that led to its output. */
export const composes = (frame: Frame, answer: number | null) =>
  (outputOf(frame, answer)?.shows.length ?? 0) > 0;

/** How a frame ends in which nothing is open, and the visit to the output whose result is its answer. */
export function endOf(frame: Frame): { outcome: Outcome; answer: number | null } {
  const outputs = frame.plan.steps.filter(({ kind }) => kind === "output");
  const [latest] = outputs
    .flatMap(({ id }) => frame.steps.get(id) ?? [])
    .filter(({ last }) => last?.outcome.status === "ok")
    .sort((one, other) => other.endedSeq - one.endedSeq);
  const answer = latest?.last?.span ?? null;
  const [doubt] = frame.unknown;
  const outcome =
    doubt?.outcome ?? (answer === null && outputs.length > 0 ? noAnswer(frame) : { status: "ok" });
  return { outcome, answer };
}
