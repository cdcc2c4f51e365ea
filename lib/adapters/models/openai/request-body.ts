import type { ChatCompletionCreateParamsStreaming } from "openai/resources/chat/completions";
import type { ChatMessage, ModelCall } from "../../../engine/ports.ts";

/** Families whose own servers know only the older name of the output limit, by how their models are called. */
const OLDER_LIMIT_NAME =
  /(^|\/)(mistral|ministral|magistral|codestral|devstral|pixtral|llama|qwen|deepseek|gemma|phi|command|yi|granite)|:/i;

/** The body of a streaming chat completion; the same call always gives the same body. */
export function requestBody(call: ModelCall): ChatCompletionCreateParamsStreaming {
  const limit = OLDER_LIMIT_NAME.test(call.choice.model) ? "max_tokens" : "max_completion_tokens";
  return {
    model: call.choice.model,
    messages: call.messages.map(messageParam),
    ...(call.tools.length > 0 && {
      tools: call.tools.map(({ name, description, parameters }) => ({
        type: "function" as const,
        function: { name, description, parameters },
      })),
    }),
    ...(call.output && {
      response_format: {
        type: "json_schema" as const,
        json_schema: { name: call.output.name, schema: call.output.schema },
      },
    }),
    [limit]: call.maxOutputTokens,
    stream: true,
    stream_options: { include_usage: true },
    ...(call.mode === "simulated" && { metadata: { simulation: JSON.stringify(call.simulation) } }),
  };
}

function messageParam(message: ChatMessage): ChatCompletionCreateParamsStreaming["messages"][number] {
  switch (message.role) {
    case "system":
    case "user":
      return { role: message.role, content: message.content };
    case "assistant":
      if (message.calls.length === 0) return { role: "assistant", content: message.content };
      return {
        role: "assistant",
        content: message.content || null,
        tool_calls: message.calls.map((call) => ({
          id: call.id,
          type: "function",
          function: { name: call.name, arguments: call.arguments },
        })),
      };
    case "tool":
      return { role: "tool", tool_call_id: message.callId, content: message.content };
  }
}
