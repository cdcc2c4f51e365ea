import type { Decision } from "../run/decision.ts";
import { spanToChange } from "./change-span.ts";
import type { Span, Trace, Verdict } from "./trace.ts";

type Judged = { visit: Span; model: number } & Pick<Verdict, "code" | "sentBack">;

/** Notes on a model call of a visit what was wrong with its reply. */
export function judge(trace: Trace, { visit, model, code, sentBack }: Judged) {
  const call = spanToChange(trace, model);
  if (!call) return;
  const before = visit.children.filter(
    (id) => id < model && trace.spans.get(id)?.verdict?.code === code,
  ).length;
  call.verdict = { code, sentBack, number: before + 1 };
}

/** A decision that sends the visit's last reply back. */
export function judgeBy(trace: Trace, decision: Decision) {
  if (decision.what !== "repair") return;
  const visit = trace.spans.get(decision.span);
  const model = visit && lastReply(trace, visit);
  if (visit && model) judge(trace, { visit, model: model.id, code: decision.code, sentBack: true });
}

/** A visit that fails with such a code fails for its last reply. */
export function judgeLast(trace: Trace, visit: Span, code: string) {
  const final = FINAL.find((one) => one === code);
  const model = final && lastReply(trace, visit);
  if (final && model && !model.verdict)
    judge(trace, { visit, model: model.id, code: final, sentBack: false });
}

const FINAL = ["not-routed", "output-mismatch"] as const;

function lastReply(trace: Trace, { children }: Span): Span | undefined {
  for (let at = children.length - 1; at >= 0; at -= 1) {
    const child = trace.spans.get(children[at] ?? 0);
    if (child?.kind === "model") return child.reply ? child : undefined;
  }
  return undefined;
}
