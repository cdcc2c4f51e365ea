import { z } from "zod";
import { Json } from "../../../graph/json.ts";

const Content = z
  .union([z.string(), z.null(), z.array(z.looseObject({ text: z.string().optional() }))])
  .optional()
  .transform((content) =>
    typeof content === "string" ? content : (content ?? []).map((part) => part.text ?? "").join(""),
  );

const Message = z.looseObject({
  role: z.string(),
  content: Content,
  tool_call_id: z.string().optional(),
  tool_calls: z
    .array(
      z.looseObject({ id: z.string(), function: z.looseObject({ name: z.string(), arguments: z.string() }) }),
    )
    .nullish(),
});

const Tool = z.looseObject({
  function: z.looseObject({
    name: z.string(),
    description: z.string().default(""),
    parameters: z.record(z.string(), z.unknown()).default({}),
  }),
});

/** What the simulated model reads of a chat completion request; everything else is let through unread. */
export const ChatRequest = z.looseObject({
  model: z.string(),
  messages: z.array(Message).min(1),
  tools: z.array(Tool).default([]),
  response_format: z
    .looseObject({
      type: z.string(),
      json_schema: z.looseObject({ schema: z.record(z.string(), z.unknown()).default({}) }).optional(),
    })
    .optional(),
  metadata: z.record(z.string(), z.string()).nullish(),
  stream: z.boolean().default(false),
});
export type ChatRequest = z.infer<typeof ChatRequest>;

/**
 * What a simulated run says about a call, as JSON text in `metadata.simulation`; real endpoints never get it.
 * `reply` is CEL over `context`, `results` and `failures`; `needs` names the calls whose results a call waits for; `finish`
 * is the call that ends a supervisor's turn; `optional` calls are left out when they can't be filled; `samples` are
 * values for fields by name, such as keys that the table behind a tool holds. `handoffs`: the calls by which the agent
 * gives control away, and how many turns it has had before this one.
 */
export const SimulationNote = z.object({
  reply: z.string().nullish(),
  needs: z.record(z.string(), z.array(z.string())).default({}),
  finish: z.string().nullish(),
  optional: z.array(z.string()).default([]),
  samples: z.record(z.string(), z.array(Json)).default({}),
  handoffs: z
    .object({ to: z.array(z.object({ name: z.string(), back: z.boolean() })), round: z.int().nonnegative() })
    .optional(),
});
export type SimulationNote = z.infer<typeof SimulationNote>;
