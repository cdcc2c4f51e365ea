import type { OutputStep } from "../plan/plan.ts";
import type { Frame } from "../run/frame.ts";
import type { Outcome } from "../run/outcome.ts";
import { noAnswer } from "./decide-frame.ts";

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
