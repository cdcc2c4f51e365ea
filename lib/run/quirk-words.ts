import type { Quirk } from "./quirk.ts";

/** What is sent instead of the plain form, as a sentence for people. */
export const QUIRK_WORDS: Record<Quirk, string> = {
  "max-tokens": "The limit of the answer's length is called max_tokens.",
  "max-completion-tokens": "The limit of the answer's length is called max_completion_tokens.",
  "no-system-role": "Instructions stand at the beginning of the first user message.",
  "developer-role": "Instructions have the role developer instead of system.",
  "json-object": "Structured answers are asked for as json_object, with the schema in the instructions.",
  "plain-output": "Structured answers are asked for in the instructions alone.",
  "no-output-with-tools":
    "Where tools are offered, structured answers are asked for in the instructions alone.",
  "strict-schemas": "Schemas are strict: no other fields, and a field without a value is null.",
  "plain-schemas": "Schemas hold types, descriptions and choices only.",
  "short-descriptions": "Descriptions of tools are cut to 1,024 characters.",
  "no-text-beside-calls": "What the model wrote beside its calls is not sent back.",
  "text-beside-calls": "A message with calls and without words is sent back with an empty text.",
  "single-calls": "Several calls of one reply are sent back as several messages.",
  "short-ids": "Ids of calls are sent back as nine letters and digits.",
  "no-stream-options": "stream_options is left out; tokens are estimated where none are reported.",
  "thinking-back": "What the model thought before its calls is sent back with them.",
};
