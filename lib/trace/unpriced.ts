import { SIMULATED_MODEL } from "../graph/node.ts";
import type { Span, Trace } from "./trace.ts";

/** The models whose calls have no price, each once; `none`: there were calls of agents without a chosen model. */
export function unpricedModels(trace: Trace, inside?: Span): { models: string[]; none: boolean } {
  const names = new Set<string>();
  for (const span of trace.spans.values()) {
    if (span.kind !== "model" || span.totals.costNanos !== null) continue;
    if (inside === undefined || isInside(trace, span, inside)) names.add(span.name);
  }
  const none = names.delete(SIMULATED_MODEL);
  return { models: [...names], none };
}

function isInside(trace: Trace, span: Span, inside: Span): boolean {
  for (let at: Span | undefined = span; at; at = at.parent === null ? undefined : trace.spans.get(at.parent))
    if (at.id === inside.id) return true;
  return false;
}
