import type { ModelCall, ModelResult, Models } from "../../engine/ports.ts";
import type { Failure } from "../../run/outcome.ts";

/** What a scripted model says: text, calls, or a failure. */
export type ScriptedReply = {
  text?: string;
  thinking?: string;
  /** By default what follows from the calls; empty: none is given. */
  finishReason?: string;
  calls?: { name: string; arguments: unknown; id?: string }[];
  failure?: Failure;
  /** Time it takes, ms of the test's clock. */
  ms?: number;
  costNanos?: number | null;
  /** Tokens; the request's and the answer's. */
  used?: [number, number];
  /** Those of the answer's that were thinking, where they are told apart. */
  thinkingTokens?: number;
};

/** Models answered by a function of the call, for tests of the engine. Every call is kept in `calls`. */
export function scriptedModels(
  script: (call: ModelCall, nth: number) => ScriptedReply,
  wait: (ms: number, signal: AbortSignal) => Promise<void>,
): Models & { calls: ModelCall[] } {
  const calls: ModelCall[] = [];
  return {
    calls,
    request: (call) => ({ model: call.choice.model, messages: JSON.stringify(call.messages) }),
    async complete(call, onText, signal): Promise<ModelResult> {
      const nth = calls.push(call);
      const reply = script(call, nth);
      if (reply.ms) await wait(reply.ms, signal);
      const text = signal.aborted ? "" : (reply.text ?? "");
      const thinking = reply.thinking ?? "";
      if (thinking) onText(thinking, "thinking");
      if (text) onText(text, "answer");
      return {
        text,
        thinking,
        calls: (reply.calls ?? []).map((asked, index) => ({
          id: asked.id ?? `call_${nth}_${index}`,
          name: asked.name,
          arguments: typeof asked.arguments === "string" ? asked.arguments : JSON.stringify(asked.arguments),
        })),
        finishReason: reply.finishReason ?? (reply.calls ? "tool_calls" : "stop"),
        model: call.choice.model,
        usage: {
          inputTokens: reply.used?.[0] ?? 10,
          cachedTokens: 0,
          outputTokens: reply.used?.[1] ?? 5,
          ...(reply.thinkingTokens !== undefined && { thinkingTokens: reply.thinkingTokens }),
          estimated: false,
        },
        costNanos: reply.costNanos === undefined ? 1_000 : reply.costNanos,
        firstTokenMs: 0,
        chunks: [],
        failure: signal.aborted ? null : (reply.failure ?? null),
        cancelled: signal.aborted,
      };
    },
  };
}
