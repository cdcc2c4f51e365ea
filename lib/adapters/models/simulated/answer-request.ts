import { createHash } from "node:crypto";
import type { MadeUp } from "../../../run/made-up.ts";
import type { Completion } from "../completion-events.ts";
import { estimatePromptTokens, estimateTokens } from "../token-estimate.ts";
import { ChatRequest, SimulationNote } from "./chat-request.ts";
import { decideReply } from "./decide-reply.ts";

/** What the simulated model makes of a request body: a completion, or an error as an endpoint words it. */
export type SimulatedAnswer =
  | { ok: true; completion: Completion; madeUp: MadeUp[]; stream: boolean; firstTokenMs: number }
  | {
      ok: false;
      status: number;
      error: { message: string; type: string; code: string; param: string | null };
    };

/**
 * Answers a chat request body (JSON text). Everything, the pause before the first token included (300 to 800 ms),
 * follows from the body alone.
 */
export function answerRequest(body: string): SimulatedAnswer {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (cause) {
    return invalid(`Expected a JSON body: ${cause instanceof Error ? cause.message : cause}`);
  }
  const parsed = ChatRequest.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return invalid(`Expected a chat completion request; ${issue?.path.join(".")}: ${issue?.message}`);
  }
  const request = parsed.data;
  const hash = createHash("sha256").update(body).digest();
  const id = hash.toString("hex").slice(0, 12);
  const simulation = readNote(request);
  if (!simulation)
    return invalid(
      "Expected metadata.simulation to be JSON of reply, needs, finish, optional, samples, handoffs",
    );
  const reply = decideReply(request, simulation, seedOf(request));
  if (reply.kind === "refused") {
    const { message, code, field } = reply;
    return { ok: false, status: 422, error: { message, type: "simulation_error", code, param: field } };
  }
  const text = reply.kind === "text" ? reply.text : "";
  const calls = (reply.kind === "calls" ? reply.calls : []).map((call, ordinal) => ({
    id: `call_${id}_${ordinal + 1}`,
    name: call.name,
    arguments: JSON.stringify(call.arguments),
  }));
  const written = text + calls.map((call) => call.name + call.arguments).join("");
  const madeUp =
    reply.kind === "text"
      ? reply.madeUp.map((one) => ({ call: null, ...one }))
      : reply.calls.flatMap((call, ordinal) => call.madeUp.map((one) => ({ call: ordinal, ...one })));
  return {
    ok: true,
    madeUp,
    stream: request.stream,
    firstTokenMs: 300 + (hash.readUInt32BE(0) % 501),
    completion: {
      id: `chatcmpl-${id}`,
      model: request.model,
      created: 0,
      text,
      calls,
      finishReason: calls.length > 0 ? "tool_calls" : "stop",
      usage: { prompt_tokens: estimatePromptTokens(request), completion_tokens: estimateTokens(written) },
    },
  };
}

/** What is made up depends on what was said, not on the model that is asked. */
function seedOf({ messages }: ChatRequest): string {
  return createHash("sha256").update(JSON.stringify(messages)).digest("hex");
}

function readNote(request: ChatRequest): SimulationNote | null {
  try {
    return SimulationNote.parse(JSON.parse(request.metadata?.simulation ?? "{}"));
  } catch {
    return null;
  }
}

function invalid(message: string): SimulatedAnswer {
  return {
    ok: false,
    status: 400,
    error: { message, type: "invalid_request_error", code: "invalid_request", param: null },
  };
}
