import { z } from "zod";

/**
 * How a request has to differ from the plain form, because the endpoint refused that. Learnt from the refusal, for a
 * connection and a model, and set by hand.
 */
export const Quirk = z.enum([
  /** The output limit is called `max_tokens`. */
  "max-tokens",
  /** The output limit is called `max_completion_tokens`, where `max_tokens` would be tried first. */
  "max-completion-tokens",
  /** Instructions stand at the beginning of the first user message. */
  "no-system-role",
  /** Instructions have the role `developer`. */
  "developer-role",
  /** Structured output is asked for as `json_object`; the schema stands in the instructions. */
  "json-object",
  /** Structured output is asked for by the instructions alone. */
  "plain-output",
  /** Where tools are offered, structured output is asked for by the instructions alone. */
  "no-output-with-tools",
  /** Schemas are strict: every object closed, every field required, absent ones null. */
  "strict-schemas",
  /** Schemas hold types, descriptions, choices, fields and items only. */
  "plain-schemas",
  /** Descriptions of tools have at most 1,024 characters. */
  "short-descriptions",
  /** A message that calls has no text. */
  "no-text-beside-calls",
  /** A message that calls without text has an empty text instead of null. */
  "text-beside-calls",
  /** A message calls once: several calls of a reply are sent as several messages. */
  "single-calls",
  /** Ids of calls are nine letters and digits. */
  "short-ids",
  /** `stream_options` is left out, so tokens are estimated where the endpoint doesn't report them unasked. */
  "no-stream-options",
  /** What the model thought before it called is sent back with the calls. */
  "thinking-back",
]);
export type Quirk = z.infer<typeof Quirk>;
