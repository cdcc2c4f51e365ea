import type { PlanWords } from "@/lib/trace/decision-words.ts";
import type { Span, Trace } from "@/lib/trace/trace.ts";

/** Of an answer that was not accepted: which try of how many it was, "try 1 of 3"; null for all others. */
export function triesWords(trace: Trace, { verdict, parent }: Span, words: PlanWords): string | null {
  if (verdict?.code !== "not-accepted") return null;
  const visit = parent === null ? undefined : trace.spans.get(parent);
  const accepts = visit ? words.accepts(visit) : null;
  return accepts ? `try ${verdict.number} of ${accepts.most + 1}` : `try ${verdict.number}`;
}
