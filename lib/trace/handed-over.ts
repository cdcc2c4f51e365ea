import type { Span, Trace } from "./trace.ts";

/** The visit to which an agent has given control, and the edge; null where it has not, or control went on another way. */
export function handedTo(trace: Trace, giver: Span): { edge: string; to: Span } | null {
  const made = giver.decisions.findLast(({ decision }) => decision.what === "hand-over");
  if (made?.decision.what !== "hand-over") return null;
  const { edge } = made.decision;
  const { passages } = trace;
  for (let at = firstAfter(passages, made.seq); at < passages.length; at += 1) {
    const passage = passages[at];
    if (!passage || !("flow" in passage) || passage.flow !== edge || passage.frame !== giver.frame) continue;
    const to = trace.spans.get(passage.span);
    if (to && tookFrom(to, giver.id, edge)) return { edge, to };
  }
  return null;
}

/** The visit that gave control to this one; undefined where it came by an ordinary flow. */
export function handedFrom(trace: Trace, { origin }: Span): Span | undefined {
  if (origin?.by !== "flow") return undefined;
  for (const { edge, from } of origin.passed) {
    const giver = trace.spans.get(from);
    if (giver?.decisions.some(({ decision }) => decision.what === "hand-over" && decision.edge === edge))
      return giver;
  }
  return undefined;
}

const tookFrom = ({ origin }: Span, giver: number, along: string): boolean =>
  origin?.by === "flow" && origin.passed.some(({ edge, from }) => edge === along && from === giver);

function firstAfter(passages: Trace["passages"], seq: number): number {
  let low = 0;
  let high = passages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((passages[middle]?.seq ?? 0) <= seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
