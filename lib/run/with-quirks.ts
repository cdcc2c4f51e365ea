import type { JsonObject } from "../graph/json.ts";
import type { ChatBody, SentMessage } from "./chat-body.ts";
import { Quirk } from "./quirk.ts";
import { plainSchema, strictSchema } from "./sent-schema.ts";

const DESCRIPTION_LENGTH = 1_024;

/** Adapts a body to an endpoint's quirks. They are applied in a fixed order, not in the order they were learnt. */
export function withQuirks(body: ChatBody, quirks: readonly Quirk[]): ChatBody {
  return APPLIED.filter((quirk) => quirks.includes(quirk)).reduce(withQuirk, body);
}

// Instructions must be complete before they move to another message, and schemas in their final form before that.
const APPLIED: readonly Quirk[] = [
  "plain-schemas",
  "strict-schemas",
  // This creates messages that the following quirks apply to.
  "single-calls",
  ...Quirk.options.filter(
    (quirk) => !quirk.endsWith("-role") && !quirk.endsWith("-schemas") && quirk !== "single-calls",
  ),
  "no-system-role",
  "developer-role",
];

function withQuirk(body: ChatBody, quirk: Quirk): ChatBody {
  switch (quirk) {
    case "max-tokens": {
      const { max_completion_tokens: limit, ...rest } = body;
      return limit === undefined ? body : { ...rest, max_tokens: limit };
    }
    case "max-completion-tokens": {
      const { max_tokens: limit, ...rest } = body;
      return limit === undefined ? body : { ...rest, max_completion_tokens: limit };
    }
    case "no-system-role":
      return { ...body, messages: inFirstUserMessage(body.messages) };
    case "developer-role":
      return {
        ...body,
        messages: body.messages.map((message) =>
          message.role === "system" ? { ...message, role: "developer" } : message,
        ),
      };
    case "json-object":
      return body.response_format?.type === "json_schema"
        ? { ...inWords(body), response_format: { type: "json_object" } }
        : body;
    case "plain-output":
      return inWords(body);
    case "no-output-with-tools":
      return body.tools ? inWords(body) : body;
    case "strict-schemas":
      return withSchemas(body, strictSchema, { strict: true });
    case "plain-schemas":
      return withSchemas(body, plainSchema, {});
    case "short-descriptions":
      return withTools(body, (tool) => ({ ...tool, description: cut(tool.description) }));
    case "no-text-beside-calls":
      return withCalling(body, (message) => ({ ...message, content: null }));
    case "text-beside-calls":
      return withCalling(body, (message) => ({ ...message, content: message.content ?? "" }));
    case "single-calls":
      return { ...body, messages: oneCallEach(body.messages) };
    case "short-ids":
      return { ...body, messages: withShortIds(body.messages) };
    case "no-stream-options": {
      const { stream_options: _, ...rest } = body;
      return rest;
    }
    case "thinking-back":
      // The text is outside the conversation, so the body is built with it.
      return body;
  }
}

type Calling = Extract<SentMessage, { role: "assistant" }>;
type OfferedFunction = NonNullable<ChatBody["tools"]>[number]["function"];

function withCalling(body: ChatBody, change: (message: Calling) => Calling): ChatBody {
  const messages = body.messages.map((message) =>
    message.role === "assistant" && message.tool_calls ? change(message) : message,
  );
  return { ...body, messages };
}

function withTools(body: ChatBody, change: (offered: OfferedFunction) => OfferedFunction): ChatBody {
  if (!body.tools) return body;
  return { ...body, tools: body.tools.map((tool) => ({ ...tool, function: change(tool.function) })) };
}

function withSchemas(
  body: ChatBody,
  change: (schema: JsonObject) => JsonObject,
  mark: { strict?: boolean },
): ChatBody {
  const changed = withTools(body, (tool) => ({ ...tool, parameters: change(tool.parameters), ...mark }));
  const format = body.response_format;
  if (format?.type !== "json_schema") return changed;
  const { name, schema } = format.json_schema;
  return {
    ...changed,
    response_format: { type: "json_schema", json_schema: { name, schema: change(schema), ...mark } },
  };
}

/** Structured output requested in the instructions and nowhere else. */
function inWords(body: ChatBody): ChatBody {
  const { response_format: format, ...rest } = body;
  if (format?.type !== "json_schema") return rest;
  const words = `Give your final answer as JSON that fits this JSON Schema, without any other text: ${JSON.stringify(format.json_schema.schema)}`;
  const [first, ...others] = rest.messages;
  if (first?.role !== "system")
    return { ...rest, messages: [{ role: "system", content: words }, ...rest.messages] };
  return { ...rest, messages: [{ ...first, content: `${first.content}\n\n${words}` }, ...others] };
}

function inFirstUserMessage(messages: SentMessage[]): SentMessage[] {
  const instructions = messages.flatMap((message) => (message.role === "system" ? [message.content] : []));
  const others = messages.filter((message) => message.role !== "system");
  if (instructions.length === 0) return messages;
  const [first, ...rest] = others;
  if (first?.role !== "user") return [{ role: "user", content: instructions.join("\n\n") }, ...others];
  return [{ role: "user", content: [...instructions, first.content].join("\n\n") }, ...rest];
}

/** Several calls of one message as several messages, each followed by its result. */
function oneCallEach(messages: SentMessage[]): SentMessage[] {
  const results = new Map(
    messages.flatMap((message) =>
      message.role === "tool" ? [[message.tool_call_id, message] as const] : [],
    ),
  );
  return messages.flatMap((message): SentMessage[] => {
    if (message.role === "tool") return [];
    if (message.role !== "assistant" || !message.tool_calls) return [message];
    return message.tool_calls.flatMap((call, index): SentMessage[] => {
      const result = results.get(call.id);
      const alone = { ...message, content: index === 0 ? message.content : null, tool_calls: [call] };
      return result ? [alone, result] : [alone];
    });
  });
}

/** Ids of nine letters and digits, numbered through the conversation. */
function withShortIds(messages: SentMessage[]): SentMessage[] {
  const ids = new Map<string, string>();
  const short = (id: string) => {
    const known = ids.get(id) ?? `c${String(ids.size + 1).padStart(8, "0")}`;
    ids.set(id, known);
    return known;
  };
  return messages.map((message) => {
    if (message.role === "tool") return { ...message, tool_call_id: short(message.tool_call_id) };
    if (message.role !== "assistant" || !message.tool_calls) return message;
    return { ...message, tool_calls: message.tool_calls.map((call) => ({ ...call, id: short(call.id) })) };
  });
}

/** Cuts between characters, never inside one. */
function cut(text: string): string {
  if (text.length <= DESCRIPTION_LENGTH) return text;
  return `${text.slice(0, DESCRIPTION_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
