import type { AgentStep, Plan } from "@/lib/plan/plan.ts";
import { chatBody } from "@/lib/run/chat-body.ts";
import type { ChatMessage } from "@/lib/run/chat-message.ts";
import { Quirk } from "@/lib/run/quirk.ts";
import type { Span } from "@/lib/trace/trace.ts";
import { stepAt } from "./step-at.ts";

/** The JSON text of a model call's body as its endpoint got it, from the plan and the messages. */
export function sentBody(plan: Plan, span: Span, messages: readonly ChatMessage[]): string {
  const step = stepAt(plan, span);
  if (step?.kind !== "agent") throw new Error(`expected the agent step ${span.step} in the plan`);
  return JSON.stringify(
    chatBody(
      {
        model: step.models[span.request?.choice ?? 0]?.model ?? span.reply?.model ?? "",
        messages,
        tools: toolsOf(step),
        output: step.output && { name: step.callName, schema: { ...step.output } },
        maxOutputTokens: step.limits.maxOutputTokens,
      },
      quirksOf(span),
    ),
  );
}

/** The quirks that this version knows. */
function quirksOf(span: Span): Quirk[] {
  return (span.reply?.quirks ?? []).flatMap((quirk) => Quirk.safeParse(quirk).data ?? []);
}

function toolsOf(step: AgentStep) {
  return step.calls.map(({ name, description, offered }) => ({
    name,
    description,
    parameters: { ...offered },
  }));
}
