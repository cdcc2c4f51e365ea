import { stepOf } from "../../../plan/plan-index.ts";
import type { Path } from "../../../run/path.ts";
import { foldAll } from "../../../trace/fold.ts";
import { requestAsSent } from "../../../trace/request-as-sent.ts";
import { flowsAt } from "./log-facts.ts";
import type { Finished } from "./world.ts";

/** The first model call of which the log tells another request than the endpoint got, or null. */
export async function unsentRequest(run: Finished): Promise<string | null> {
  const trace = foldAll(run.runId, run.events);
  const sources = (path: Path) => ({
    instructions(id: string) {
      const step = stepOf(flowsAt(run, path), id);
      return step.kind === "agent" ? step.instructions : "";
    },
    async load(value: { hash: string; inline?: string | undefined }) {
      const text = value.inline ?? (await run.values(value.hash));
      if (text === null) throw new Error(`the value ${value.hash} is not stored`);
      return text;
    },
  });
  const sent = new Set(run.calls.flatMap((call) => (call.kind === "model" ? [call.sent] : [])));
  for (const span of trace.spans.values()) {
    // Without a reply it may never have been sent: it was not admitted, or its runner was lost before.
    if (span.kind !== "model" || !span.reply) continue;
    const told = JSON.stringify(await requestAsSent(trace, span, sources(span.path)));
    if (!sent.has(told)) return `span ${span.id}: ${told}`;
  }
  return null;
}
