import type { JsonObject } from "../graph/json.ts";
import type { ChatMessage } from "./chat-message.ts";
import { legalMessages, legalName } from "./legal-messages.ts";
import type { Quirk } from "./quirk.ts";
import { withItems } from "./sent-schema.ts";
import { withQuirks } from "./with-quirks.ts";

/** A function offered to the model; `parameters` is a JSON Schema. */
export type ChatTool = { name: string; description: string; parameters: JsonObject };

/** A request to a chat-completions endpoint, in whatever form that wants it. */
export type ChatRequest = {
  model: string;
  messages: readonly ChatMessage[];
  tools: readonly ChatTool[];
  /** Structured output wanted, a JSON Schema with a name. */
  output: { name: string; schema: JsonObject } | null;
  maxOutputTokens: number;
};

type SentCall = { id: string; type: "function"; function: { name: string; arguments: string } };

/** A message as it is sent. */
export type SentMessage =
  | { role: "system" | "developer" | "user"; content: string }
  | { role: "assistant"; content: string | null; tool_calls?: SentCall[]; reasoning_content?: string }
  | { role: "tool"; tool_call_id: string; content: string };

/** A tool as it is sent. */
export type SentTool = {
  type: "function";
  function: { name: string; description: string; parameters: JsonObject; strict?: boolean };
};

/** The body of a streaming chat completion. */
export type ChatBody = {
  model: string;
  messages: SentMessage[];
  tools?: SentTool[];
  response_format?:
    | { type: "json_schema"; json_schema: { name: string; schema: JsonObject; strict?: boolean } }
    | { type: "json_object" };
  max_completion_tokens?: number;
  max_tokens?: number;
  stream: true;
  stream_options?: { include_usage: true };
};

/**
 * The body of a streaming chat completion, by the rules that providers share and this endpoint's quirks. The same
 * request and quirks always result in the same body; without quirks it is the plain form that a request's hash
 * covers.
 */
export function chatBody(request: ChatRequest, quirks: readonly Quirk[] = []): ChatBody {
  const { model, tools, output, maxOutputTokens } = request;
  const thinking = quirks.includes("thinking-back");
  return withQuirks(
    {
      model,
      messages: legalMessages(request.messages).map((message) =>
        thinking ? sentMessage(message, true) : plainMessage(message),
      ),
      ...(tools.length > 0 && { tools: tools.map(sentTool) }),
      ...(output && {
        response_format: {
          type: "json_schema",
          json_schema: { name: legalName(output.name), schema: withItems(output.schema) },
        },
      }),
      max_completion_tokens: maxOutputTokens,
      stream: true,
      stream_options: { include_usage: true },
    },
    quirks,
  );
}

function sentTool({ name, description, parameters }: ChatTool): SentTool {
  return { type: "function", function: { name, description, parameters: withItems(parameters) } };
}

const plain = new WeakMap<ChatMessage, SentMessage>();

/** A message as it is sent, without thinking. Each request of a conversation begins with the one before, so it is kept. */
function plainMessage(message: ChatMessage): SentMessage {
  const known = plain.get(message);
  if (known) return known;
  const sent = sentMessage(message, false);
  plain.set(message, sent);
  return sent;
}

function sentMessage(message: ChatMessage, thinking: boolean): SentMessage {
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
        ...(thinking && { reasoning_content: message.thinking ?? "" }),
      };
    case "tool":
      return { role: "tool", tool_call_id: message.callId, content: message.content };
  }
}
