import { isJsonObject } from "../graph/json.ts";
import { stepOf } from "../plan/plan-index.ts";
import type { BodyOf, EventOf } from "../run/event.ts";
import { thinkingStream } from "../run/live-stream.ts";
import type { Outcome } from "../run/outcome.ts";
import type { RunState } from "../run/state.ts";
import { frameOf, stepOfVisit } from "../run/visits.ts";
import { assembleCall } from "./assemble.ts";
import { endFailure } from "./end-failure.ts";
import type { OnText, Ports } from "./ports.ts";
import { readReply } from "./reply.ts";
import type { Values } from "./values.ts";

/** What performing a call needs to know of its run. */
export type Performing = {
  ports: Ports;
  values: Values;
  state: RunState;
  runId: string;
  workspaceId: string;
};

/** Performs a model or tool call that the log has begun, and resolves with its end; the caller measures the time. */
export function performCall(
  run: Performing,
  event: EventOf<"span-start">,
  signal: AbortSignal,
): Promise<BodyOf<"span-end">> {
  return event.work.kind === "model" ? callModel(run, event, signal) : callTool(run, event, signal);
}

/** The end of a call without result. */
export function callEnd(span: number, outcome: Outcome): BodyOf<"span-end"> {
  return { type: "span-end", span, outcome, result: null, reply: null, notes: [], durationMs: 0 };
}

async function callModel(
  run: Performing,
  event: EventOf<"span-start">,
  signal: AbortSignal,
): Promise<BodyOf<"span-end">> {
  const { ports, values, state, workspaceId, runId } = run;
  const visit = state.visits.get(event.parent ?? 0);
  const step = visit && stepOfVisit(state, visit);
  if (visit?.kind !== "agent" || step?.kind !== "agent" || event.work.kind !== "model")
    throw new Error(`span ${event.seq} is no model call of an open agent`);
  const call = await assembleCall(run, { step, visit, choice: event.work.choice });
  const refused = await ports.admit({ kind: "model", workspaceId, name: call.choice.model });
  if (refused) return callEnd(event.seq, { status: "failed", failure: refused });
  const requestHash = ports.crypto.mac(workspaceId, JSON.stringify(ports.models.request(call)));
  const offsets = { answer: 0, thinking: 0 };
  const onText: OnText = (text, part) => {
    const offset = offsets[part];
    offsets[part] += text.length;
    const span = part === "thinking" ? thinkingStream(event.seq) : event.seq;
    ports.live.text({ runId, span, offset, text });
  };
  const result = await ports.models.complete(call, onText, signal);
  const came = { reply: readReply({ values, step }, result, requestHash), notes: result.notes ?? [] };
  if (result.cancelled) return { ...callEnd(event.seq, { status: "cancelled" }), ...came };
  const failure = result.failure ?? endFailure(step, came.reply);
  if (failure) return { ...callEnd(event.seq, { status: "failed", failure }), ...came };
  return { ...callEnd(event.seq, { status: "ok" }), ...came };
}

async function callTool(
  run: Performing,
  event: EventOf<"span-start">,
  signal: AbortSignal,
): Promise<BodyOf<"span-end">> {
  const { ports, values, state, workspaceId, runId } = run;
  const visit = state.visits.get(event.parent ?? 0);
  const step = visit && stepOf(frameOf(state, visit).plan, event.step);
  if (visit?.received.state !== "ready" || step?.kind !== "tool" || event.work.kind !== "tool")
    throw new Error(`span ${event.seq} is no tool call of an open visit`);
  const refused = await ports.admit({ kind: "tool", workspaceId, name: step.name });
  if (refused) return callEnd(event.seq, { status: "failed", failure: refused });
  const received = await values.json(visit.received.value);
  const result = await ports.tools.perform(
    {
      workspaceId,
      runId,
      mode: state.mode,
      name: step.name,
      path: event.path,
      tool: step.tool,
      effect: step.effect,
      effectKey: ports.crypto.sha256(event.work.effectKey),
      arguments: isJsonObject(received) ? received : {},
    },
    signal,
  );
  const sent = result.sent === undefined ? {} : { sent: values.put(result.sent) };
  switch (result.status) {
    case "ok":
      return {
        ...callEnd(event.seq, { status: "ok" }),
        ...sent,
        result: values.put(result.result),
        notes: result.notes,
      };
    case "cancelled":
      return { ...callEnd(event.seq, { status: "cancelled" }), ...sent };
    case "failed":
    case "unknown":
      return { ...callEnd(event.seq, { status: result.status, failure: result.failure }), ...sent };
  }
}
