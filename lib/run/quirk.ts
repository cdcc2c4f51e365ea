import { z } from "zod";

/**
 * How a request has to differ from the plain form because the endpoint refuses that: learnt from a refusal, for a
 * connection and a model, or set by hand.
 */
export const Quirk = z.enum([
  /** The output limit is called `max_tokens`. */
  "max-tokens",
  /** The output limit is called `max_completion_tokens`, where `max_tokens` would be tried first. */
  "max-completion-tokens",
  /** Instructions are put at the beginning of the first user message. */
  "no-system-role",
  /** Instructions have the role `developer`. */
  "developer-role",
  /** Structured output is requested as `json_object`; the schema is in the instructions. */
  "json-object",
  /** Structured output is requested in the instructions alone. */
  "plain-output",
  /** Where tools are offered, structured output is requested in the instructions alone. */
  "no-output-with-tools",
  /** Schemas are strict: every object closed, every field required, absent ones null. */
  "strict-schemas",
  /** Schemas contain only types, descriptions, choices, fields and items. */
  "plain-schemas",
  /** Descriptions of tools have at most 1,024 characters. */
  "short-descriptions",
  /** A message with calls has no text. */
  "no-text-beside-calls",
  /** A message with calls and without text has an empty text instead of null. */
  "text-beside-calls",
  /** A message has only one call: several calls of a reply are sent as several messages. */
  "single-calls",
  /** Ids of calls are nine letters and digits. */
  "short-ids",
  /** `stream_options` is left out, so tokens are estimated where the endpoint doesn't report them unasked. */
  "no-stream-options",
  /** What the model thought before it called is sent back with the calls. */
  "thinking-back",
]);
export type Quirk = z.infer<typeof Quirk>;
