import { isJsonObject, type Json, type JsonObject } from "../../../graph/json.ts";
import { errorBody } from "./scripted-reply.ts";

/** A rule that an endpoint insists on. What it says when it is broken is what a provider with that rule says. */
export type Strictness = keyof typeof RULES;

/** A refusal: its status and body. */
export type Refusal = { status: number; body: unknown };

type Message = JsonObject & { role: string };
type Request = { body: JsonObject; messages: Message[]; calls: Message[]; tools: JsonObject[] };

const refused = (status: number, message: string, code: string | null = null): Refusal => ({
  status,
  body: errorBody(message, code, "invalid_request_error"),
});

/** FastAPI's way of saying that a field is unknown: vLLM, Mistral. */
const extra = (field: string): Refusal => ({
  status: 422,
  body: {
    detail: [{ type: "extra_forbidden", loc: ["body", field], msg: "Extra inputs are not permitted" }],
  },
});

const RULES = {
  // Rules that hold at every provider, or at some; a request of ours never breaks them.
  "unique-ids": ({ messages }: Request) => {
    const ids = messages.flatMap((message) => callsIn(message).map(({ id }) => id));
    return new Set(ids).size < ids.length ? refused(400, "Duplicate value for 'tool_call_id'") : null;
  },
  "answered-calls": ({ messages }: Request) => {
    const open = new Set<Json | undefined>();
    for (const message of messages) {
      if (message.role === "tool" ? !open.delete(message.tool_call_id) : open.size > 0)
        return refused(
          400,
          "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'",
        );
      for (const { id } of callsIn(message)) open.add(id);
    }
    return null;
  },
  "object-arguments": ({ calls }: Request) =>
    calls.flatMap(callsIn).some((call) => !isJsonObject(parsed(functionOf(call).arguments)))
      ? refused(400, "Invalid 'messages[2].tool_calls[0].function.arguments': expected an object")
      : null,
  "name-pattern": ({ calls, tools }: Request) =>
    [...calls.flatMap(callsIn), ...tools].some(
      (call) => !/^[a-zA-Z0-9_-]{1,64}$/.test(String(functionOf(call).name)),
    )
      ? refused(
          400,
          "Invalid 'name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
        )
      : null,
  "no-empty-messages": ({ messages }: Request) =>
    messages.some((message) => callsIn(message).length === 0 && String(message.content ?? "").trim() === "")
      ? refused(400, "messages: text content blocks must be non-empty")
      : null,
  "array-items": ({ body }: Request) =>
    schemasIn(body).some((schema) => schema.type === "array" && !isJsonObject(schema.items))
      ? refused(
          400,
          "Invalid schema for function: In context=('properties', 'list'), array schema missing items.",
        )
      : null,
  "no-parallel-tool-calls": ({ body }: Request) =>
    "parallel_tool_calls" in body ? refused(400, "Unsupported parameter: 'parallel_tool_calls'") : null,

  // Rules that are learnt from the refusal.
  "only-max-tokens": ({ body }: Request) =>
    "max_completion_tokens" in body ? extra("max_completion_tokens") : null,
  "only-max-completion-tokens": ({ body }: Request) =>
    "max_tokens" in body
      ? refused(
          400,
          "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
          "unsupported_parameter",
        )
      : null,
  "no-stream-options": ({ body }: Request) =>
    "stream_options" in body ? refused(400, "Unrecognized request argument supplied: stream_options") : null,
  "no-system-role": ({ messages }: Request) =>
    messages.some(({ role }) => role === "system")
      ? refused(
          400,
          "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
          "unsupported_value",
        )
      : null,
  "no-json-schema": ({ body }: Request) =>
    formatOf(body) === "json_schema" ? refused(400, "This response_format type is unavailable now") : null,
  "no-json-object": ({ body }: Request) =>
    formatOf(body) === "json_object"
      ? { status: 400, body: { error: "'response_format.type' must be 'json_schema' or 'text'" } }
      : null,
  "tools-without-format": ({ body }: Request) =>
    "tools" in body && formatOf(body) !== null
      ? {
          status: 400,
          body: [
            {
              error: {
                code: 400,
                message: "Function calling with a response mime type: 'application/json' is unsupported",
                status: "INVALID_ARGUMENT",
              },
            },
          ],
        }
      : null,
  "strict-schemas": ({ body }: Request) =>
    schemasIn(body).some((schema) => schema.type === "object" && schema.additionalProperties !== false)
      ? refused(
          400,
          "Invalid schema: In context=(), 'additionalProperties' is required to be supplied and to be false.",
        )
      : null,
  "plain-schemas": ({ body }: Request) =>
    schemasIn(body).some((schema) => "format" in schema)
      ? refused(
          400,
          "Invalid value at 'tools[0].function.parameters.properties': only 'enum' and 'date-time' are supported for STRING type",
        )
      : null,
  "short-descriptions": ({ tools }: Request) =>
    tools.some((tool) => String(functionOf(tool).description).length > 1_024)
      ? refused(
          400,
          "Invalid 'tools[0].function.description': string too long. Expected a string with maximum length 1024",
          "string_above_max_length",
        )
      : null,
  "no-text-beside-calls": ({ calls }: Request) =>
    calls.some(({ content }) => content !== null && content !== undefined && content !== "")
      ? {
          status: 400,
          body: {
            object: "error",
            message: "Assistant message must have either content or tool_calls, but not both.",
            type: "invalid_request_message_order",
            code: "3240",
          },
        }
      : null,
  "no-null-content": ({ messages }: Request) =>
    messages.some(({ content }) => content === null)
      ? refused(400, "invalid message content type: <nil>")
      : null,
  "single-calls": ({ calls }: Request) =>
    calls.some((message) => callsIn(message).length > 1)
      ? refused(500, "This model only supports single tool-calls at once!")
      : null,
  "short-ids": ({ calls }: Request) =>
    calls.flatMap(callsIn).some(({ id }) => !/^[a-zA-Z0-9]{9}$/.test(String(id)))
      ? {
          status: 400,
          body: {
            object: "error",
            message: "Tool call id was call_1 but must be a-z, A-Z, 0-9, with a length of 9.",
            type: "invalid_function_call",
            code: "3280",
          },
        }
      : null,
  "thinking-back": ({ calls }: Request) =>
    calls.some((message) => !("reasoning_content" in message))
      ? refused(400, "The `reasoning_content` in the thinking mode must be passed back to the API.")
      : null,
};

// The keys of the table are its own.
export const STRICTNESSES = Object.keys(RULES) as Strictness[];

/** The first of these rules that a request breaks, as a provider says it; null when it keeps them all. */
export function refusalOf(request: unknown, rules: readonly Strictness[]): Refusal | null {
  const body: JsonObject = isObject(request) ? request : {};
  const messages = listOf(body.messages).flatMap((message) =>
    typeof message.role === "string" ? [{ ...message, role: message.role }] : [],
  );
  const calls = messages.filter((message) => callsIn(message).length > 0);
  const asked: Request = { body, messages, calls, tools: listOf(body.tools) };
  for (const rule of rules) {
    const refusal = RULES[rule](asked);
    if (refusal) return refusal;
  }
  return null;
}

function callsIn(message: JsonObject): JsonObject[] {
  return listOf(message.tool_calls);
}

function functionOf(call: JsonObject): JsonObject {
  return isObject(call.function) ? call.function : {};
}

function formatOf({ response_format: format }: JsonObject): string | null {
  return isObject(format) && typeof format.type === "string" ? format.type : null;
}

/** Every schema in the tools and the format, the inner ones too. */
function schemasIn(body: JsonObject): JsonObject[] {
  const format = isObject(body.response_format) ? body.response_format.json_schema : undefined;
  const outer = [
    ...listOf(body.tools).map((tool) => functionOf(tool).parameters),
    ...(isObject(format) ? [format.schema] : []),
  ];
  return outer.flatMap(withInner);
}

function withInner(schema: unknown): JsonObject[] {
  if (!isObject(schema)) return [];
  const fields = isObject(schema.properties) ? Object.values(schema.properties) : [];
  return [schema, ...fields.flatMap(withInner), ...withInner(schema.items)];
}

function listOf(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function isObject(value: unknown): value is JsonObject {
  // What was parsed from JSON holds JSON.
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(text: Json | undefined): Json {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}
