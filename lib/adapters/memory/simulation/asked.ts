import type { ModelCall } from "../../../engine/ports.ts";
import { isJsonObject, Json } from "../../../graph/json.ts";
import type { JsonSchema, ObjectSchema } from "../../../graph/json-schema.ts";

/** One message of a request without its wording: what was said matters to the scripted endpoint, not how. */
export type Told =
  | { said: "context"; text: string }
  | { said: "reply"; calls: { id: string; name: string }[] }
  | { said: "result"; id: string; code: string }
  | { said: "result"; id: string; reference: string; value: Json | undefined }
  | { said: "result"; id: string; value: Json }
  | { said: "correction" };

/** A request as the scripted endpoint sees it. */
export type Asked = {
  model: string;
  instructions: string;
  told: Told[];
  offers: { name: string; parameters: JsonSchema }[];
  finish: string | null;
  output: ObjectSchema | null;
  timeoutMs: number;
};

/** What makes two requests the same to the endpoint, as a text. */
export const keyOf = ({ model, instructions, told }: Asked): string =>
  JSON.stringify([model, instructions, told]);

/** The engine's model call as the endpoint sees it. */
export function askedBy(call: ModelCall): Asked {
  const [first, ...rest] = call.messages;
  return {
    model: call.choice.model,
    instructions: first?.role === "system" ? first.content : "",
    told: rest.map((message, index) => toldBy(message, index)),
    // Parameters are JSON Schemas: the engine hands on what the plan offers.
    offers: call.tools.map(({ name, parameters }) => ({ name, parameters: parameters as JsonSchema })),
    finish: call.simulation.finish,
    output: call.output && (call.output.schema as ObjectSchema),
    timeoutMs: call.timeoutMs,
  };
}

function toldBy(message: ModelCall["messages"][number], index: number): Told {
  switch (message.role) {
    case "system":
    case "user":
      return index === 0
        ? { said: "context", text: contextText(contentOf(message.content)) }
        : { said: "correction" };
    case "assistant":
      return { said: "reply", calls: message.calls.map(({ id, name }) => ({ id, name })) };
    case "tool":
      return resultTold(message.callId, contentOf(message.content));
  }
}

/** What a step received as a text: in which order its fields came makes no difference to the endpoint. */
export function contextText(content: Json): string {
  const entries = isJsonObject(content)
    ? Object.entries(content).toSorted(([a], [b]) => (a < b ? -1 : 1))
    : null;
  return JSON.stringify(entries ? Object.fromEntries(entries) : content);
}

/** A result that was cut is no JSON any more. */
function contentOf(text: string): Json {
  try {
    return Json.parse(JSON.parse(text));
  } catch {
    return text;
  }
}

function resultTold(id: string, content: Json): Told {
  if (!isJsonObject(content)) return { said: "result", id, value: content };
  if (isJsonObject(content.error)) return { said: "result", id, code: String(content.error.code) };
  if (typeof content.ref === "string")
    return { said: "result", id, reference: content.ref, value: content.result };
  return { said: "result", id, value: content };
}
