import type { Loss, Span, Trace } from "./trace.ts";

/** What the loss of a runner cost: the step at which the run went on, and what became of the calls under way. */
export type LossAccount = {
  /** The step at which the run went on, and its ordinal in the run; null when none had started. */
  step: { number: number; name: string } | null;
  /** How many calls were made again. */
  again: number;
  /** Visits whose effect may have happened without anybody knowing. */
  unknown: Span[];
};

/** Judged by the trace so far: right after the loss nothing has been made again. */
export function accountOf(trace: Trace, loss: Loss): LossAccount {
  const lost = loss.calls.flatMap((id) => trace.spans.get(id) ?? []);
  const visits = lost.flatMap((call) => parentOf(trace, call) ?? []);
  const [first] = visits.toSorted((one, other) => one.id - other.id);
  const isAgain = (call: Span) =>
    parentOf(trace, call)?.children.some((id) => id > loss.seq && trace.spans.get(id)?.kind === call.kind);
  return {
    step: stepAt(trace, first?.id ?? null, loss.seq),
    again: lost.filter(isAgain).length,
    unknown: visits.filter((visit) => visit.state === "unknown"),
  };
}

/** The visit `id` or, if it is null, the last visit that started before `seq`; with its ordinal among all visits. */
function stepAt(trace: Trace, id: number | null, seq: number): LossAccount["step"] {
  let step: LossAccount["step"] = null;
  let number = 0;
  for (const span of trace.spans.values()) {
    if (span.kind !== "step") continue;
    if (span.id > (id ?? seq)) break;
    number += 1;
    step = { number, name: span.name };
  }
  return step;
}

/** One line about a loss: "Runner lost; went on at step 7 (Decision), nothing repeated." */
export function lossSentence(trace: Trace, loss: Loss): string {
  const { step, again, unknown } = accountOf(trace, loss);
  const what = loss.cameBack ? "Runner out of touch for a while" : "Runner lost";
  if (trace.failure?.code === "poison" && trace.losses.at(-1) === loss)
    return `${what} once more; the run was set aside, nothing repeated.`;
  const where = step ? `went on at step ${step.number} (${step.name})` : "began anew";
  const repeated =
    again === 0
      ? ", nothing repeated."
      : again === 1
        ? ". 1 call that was under way was made again, nothing else."
        : `. ${again} calls that were under way were made again, nothing else.`;
  const doubts = unknown.map(
    ({ name }) => ` Whether ${name} happened, nobody can know: check on the other side.`,
  );
  return `${what}; ${where}${repeated}${doubts.join("")}`;
}

const parentOf = (trace: Trace, span: Span): Span | undefined =>
  span.parent === null ? undefined : trace.spans.get(span.parent);
