import { z } from "zod";

/**
 * How a model's reply ended, read from its finish reason and from what it holds. `cut`: by the limit of tokens, with
 * something said; `used-up`: by the limit before anything was said; `broken`: an error on the endpoint's side;
 * `unstated`: complete, but the endpoint did not say why it ended; `unknown`: for a reason that nobody here knows.
 */
export const ReplyEnd = z.enum([
  "done",
  "calls",
  "cut",
  "used-up",
  "filtered",
  "refused",
  "malformed-call",
  "broken",
  "only-thinking",
  "empty",
  "unstated",
  "unknown",
]);
export type ReplyEnd = z.infer<typeof ReplyEnd>;

/** What a reply holds, as far as its end depends on it. `finishReason` is empty where the endpoint gave none. */
export type EndedReply = { finishReason: string; text: string; calls: number; thought: boolean };

/** The one reading of a reply's end. */
export function endOf({ finishReason, text, calls, thought }: EndedReply): ReplyEnd {
  const reason = reasonOf(finishReason);
  const silent = calls === 0 && text.trim() === "";
  switch (reason) {
    case "filtered":
    case "refused":
    case "malformed-call":
    case "broken":
      return reason;
    case "cut":
      return silent ? "used-up" : "cut";
    case "calls":
      // It announced calls and made none: what it wrote instead could not be read by the endpoint.
      if (calls === 0) return silent && thought ? "only-thinking" : "malformed-call";
      return "calls";
    case "done":
    case "unstated":
    case "unknown":
      if (silent) return thought ? "only-thinking" : "empty";
      if (reason === "done" && calls > 0) return "calls";
      return reason;
  }
}

type Reason = Extract<
  ReplyEnd,
  "done" | "calls" | "cut" | "filtered" | "refused" | "malformed-call" | "broken" | "unstated" | "unknown"
>;

/**
 * Finish reasons of OpenAI, Azure, Anthropic, Gemini, Mistral, DeepSeek, OpenRouter, Bedrock, vLLM, SGLang, Ollama and
 * what compatible servers make of them; the first that matches counts.
 */
const REASONS: readonly [RegExp, Reason][] = [
  [/^$/, "unstated"],
  [/malformed|(unexpected|invalid|too_many)_tool_call/, "malformed-call"],
  [/filter|safety|recitation|block|prohibited|spii|guardrail|sensitive|language$/, "filtered"],
  [/refus/, "refused"],
  [/length|max_[a-z_]*tokens|context_window|token_limit/, "cut"],
  [/error|abort|cancel|insufficient_system_resource|timeout/, "broken"],
  [/^(tool|function)_(calls?|use)$/, "calls"],
  [
    /^(stop|stop_sequence|end_turn|eos|eos_token|eos_token_id|complete|completed|done|end|finish|finished)$/,
    "done",
  ],
];

function reasonOf(finishReason: string): Reason {
  const said = finishReason.trim().toLowerCase();
  return REASONS.find(([pattern]) => pattern.test(said))?.[1] ?? "unknown";
}

/** Of the finish reasons of one reply's choices the one that counts: what is wrong before calls, calls before all else. */
export function gravest(finishReasons: readonly string[]): string {
  const rank = (finishReason: string) => {
    const reason = reasonOf(finishReason);
    return reason === "unstated" ? 3 : reason === "done" ? 2 : reason === "calls" ? 1 : 0;
  };
  return finishReasons.toSorted((a, b) => rank(a) - rank(b))[0] ?? "";
}
