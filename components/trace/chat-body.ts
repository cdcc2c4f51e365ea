import type { AgentStep, Plan } from "@/lib/plan/plan.ts";
import type { SentMessage } from "@/lib/trace/request-as-sent.ts";
import type { Span } from "@/lib/trace/trace.ts";

/** The JSON text of a model call's body for a chat-completions endpoint, from the plan and the messages as sent. */
export function chatBody(plan: Plan, span: Span, messages: readonly SentMessage[]): string {
  const step = plan.steps.find((candidate) => candidate.id === span.step);
  if (step?.kind !== "agent") throw new Error(`expected the agent step ${span.step} in the plan`);
  const model = span.reply?.model ?? step.models[span.request?.choice ?? 0]?.model;
  return JSON.stringify({
    model,
    messages: messages.map(messageParam),
    ...toolsOf(step),
    ...(step.output && {
      response_format: { type: "json_schema", json_schema: { name: step.callName, schema: step.output } },
    }),
    max_completion_tokens: step.limits.maxOutputTokens,
    stream: true,
    stream_options: { include_usage: true },
  });
}

function toolsOf(step: AgentStep) {
  if (step.calls.length === 0) return {};
  const tools = step.calls.map(({ name, description, offered }) => ({
    type: "function",
    function: { name, description, parameters: offered },
  }));
  return { tools };
}

function messageParam(message: SentMessage) {
  switch (message.role) {
    case "system":
    case "user":
      return message;
    case "assistant":
      if (message.calls.length === 0) return { role: "assistant", content: message.content };
      return {
        role: "assistant",
        content: message.content || null,
        tool_calls: message.calls.map(({ id, name, arguments: given }) => ({
          id,
          type: "function",
          function: { name, arguments: given },
        })),
      };
    case "tool":
      return { role: "tool", tool_call_id: message.callId, content: message.content };
  }
}
