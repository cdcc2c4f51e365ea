import { expect, test } from "vitest";
import { chatBody } from "../../../run/chat-body.ts";
import type { Quirk } from "../../../run/quirk.ts";
import { refusedForm } from "./refused-form.ts";

const schema = {
  type: "object",
  properties: { id: { type: "string", format: "reference" } },
  required: ["id"],
};
const called = (id: string, content: string, count: number) => [
  {
    role: "assistant" as const,
    content,
    calls: Array.from({ length: count }, (_, at) => ({ id: `${id}${at}`, name: "order", arguments: "{}" })),
  },
  ...Array.from({ length: count }, (_, at) => ({
    role: "tool" as const,
    callId: `${id}${at}`,
    content: "1",
  })),
];
const request = {
  model: "m",
  messages: [
    { role: "system" as const, content: "Answer." },
    { role: "user" as const, content: "{}" },
    ...called("a", "", 2),
    ...called("b", "Let me see.", 1),
  ],
  tools: [{ name: "order", description: "x".repeat(1_100), parameters: schema }],
  output: { name: "answer", schema },
  maxOutputTokens: 100,
};
const older: Quirk[] = ["max-tokens"];

const asked = (said: string, applied: Quirk[] = [], status = 400) =>
  refusedForm({ status, codes: "", said, headers: null }, chatBody(request, applied), applied);

const WORDINGS: [Quirk, string, string, Quirk[]?][] = [
  ["max-tokens", "Mistral", "body.max_completion_tokens: Extra inputs are not permitted"],
  ["max-tokens", "a gateway", "Unknown parameter: 'max_completion_tokens'."],
  ["max-tokens", "Azure, older", "Unrecognized request argument supplied: max_completion_tokens"],
  ["max-tokens", "Anthropic behind a proxy", "max_tokens: Field required"],
  [
    "max-tokens",
    "Gemini",
    'Invalid JSON payload received. Unknown name "max_completion_tokens": Cannot find field.',
  ],
  [
    "max-completion-tokens",
    "OpenAI",
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    older,
  ],
  [
    "max-completion-tokens",
    "Azure",
    "Unsupported parameter: 'max_tokens' is not supported with this model.",
    older,
  ],
  [
    "no-system-role",
    "OpenAI",
    "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
  ],
  ["no-system-role", "llama.cpp and vLLM", "System role not supported"],
  ["no-system-role", "Gemini for Gemma", "Developer instruction is not enabled for models/gemma-3-27b-it"],
  ["no-system-role", "a template", "Only user and assistant roles are supported!"],
  [
    "no-system-role",
    "FastAPI",
    "body.messages.0.role: Input should be 'user' or 'assistant'; 'system' is not allowed",
  ],
  [
    "developer-role",
    "a gateway",
    "The role 'system' is not supported with this model, use 'developer' instead",
  ],
  ["no-stream-options", "OpenAI-like", "Unrecognized request argument supplied: stream_options"],
  ["no-stream-options", "FastAPI", "body.stream_options: Extra inputs are not permitted"],
  [
    "no-output-with-tools",
    "Gemini",
    "Function calling with a response mime type: 'application/json' is unsupported",
  ],
  ["no-output-with-tools", "Groq", "json mode cannot be combined with tool/function calling"],
  ["no-output-with-tools", "Cerebras", "Tools and response_format cannot be used together"],
  ["no-output-with-tools", "Cohere", "Specifying response_format is not supported when tools are provided"],
  ["json-object", "DeepSeek", "This response_format type is unavailable now"],
  [
    "json-object",
    "OpenAI",
    "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
  ],
  ["json-object", "Groq", "This model does not support response format `json_schema`."],
  [
    "json-object",
    "Azure, older",
    "response_format value as json_schema is enabled only for api versions 2024-08-01-preview and later; not supported",
  ],
  ["plain-output", "LM Studio", "'response_format.type' must be 'json_schema' or 'text'", ["json-object"]],
  [
    "plain-output",
    "OpenAI",
    "Invalid parameter: 'response_format' of type 'json_object' is not supported with this model.",
    ["json-object"],
  ],
  [
    "strict-schemas",
    "OpenAI",
    "Invalid schema for response_format 'answer': In context=(), 'additionalProperties' is required to be supplied and to be false.",
  ],
  [
    "strict-schemas",
    "Anthropic",
    "output_format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false",
  ],
  [
    "strict-schemas",
    "OpenAI, fields",
    "Invalid schema: In context=(), 'required' is required to be supplied and to be an array including every key in properties. Missing 'note'.",
  ],
  [
    "plain-schemas",
    "Gemini",
    "GenerateContentRequest.tools[0].function_declarations[0].parameters.properties[id].format: only 'enum' and 'date-time' are supported for STRING type",
  ],
  [
    "plain-schemas",
    "OpenAI, strict",
    "Invalid schema for response_format 'answer': In context=('properties', 'id'), 'format' is not permitted.",
  ],
  [
    "plain-schemas",
    "Gemini, unknown",
    "Invalid JSON payload received. Unknown name \"examples\" at 'tools[0].function_declarations[0].parameters'",
  ],
  [
    "short-descriptions",
    "OpenAI",
    "Invalid 'tools[0].function.description': string too long. Expected a string with maximum length 1024, but got a string with length 1100 instead.",
  ],
  [
    "no-text-beside-calls",
    "Mistral",
    "Assistant message must have either content or tool_calls, but not both.",
  ],
  ["text-beside-calls", "Ollama", "invalid message content type: <nil>"],
  ["text-beside-calls", "FastAPI", "body.messages.2.content: Input should be a valid string"],
  ["single-calls", "Llama's template", "This model only supports single tool-calls at once!"],
  ["short-ids", "Mistral", "Tool call id was call_1 but must be a-z, A-Z, 0-9, with a length of 9."],
  [
    "thinking-back",
    "DeepSeek",
    "The `reasoning_content` in the thinking mode must be passed back to the API.",
  ],
  [
    "thinking-back",
    "Moonshot",
    "thinking is enabled but reasoning_content is missing in assistant tool call message at index 2",
  ],
];

test.each(WORDINGS)("%s is learnt from %s", (quirk, _who, said, applied = []) => {
  expect(asked(said, applied)).toBe(quirk);
});

test.each(WORDINGS)("%s is not tried again where it was (%s)", (quirk, _who, said, applied = []) => {
  expect(asked(said, [...applied, quirk])).not.toBe(quirk);
});

test.each([
  "max_completion_tokens is too large: 16384. This model supports at most 4096 completion tokens.",
  "This model's maximum context length is 8192 tokens.",
  "The model `m` does not exist",
  "Internal server error",
  "Invalid 'messages': empty array.",
])("nothing is learnt from: %s", (said) => {
  expect(asked(said)).toBeNull();
});

test.each([401, 402, 403, 413, 429, 529])("nothing is learnt of a form from the status %i", (status) => {
  expect(asked("Unsupported parameter: 'max_completion_tokens'", [], status)).toBeNull();
});
