import { z } from "zod";

/**
 * How a model's reply ended, judged by its finish reason and its content. `cut`: by the token limit, after some
 * text; `used-up`: by the token limit, before any text; `broken`: an error on the endpoint's side; `unstated`:
 * complete, but the endpoint did not say why it ended; `unknown`: for a reason that is not known here.
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

/** The parts of a reply that decide how it ended. `finishReason` is empty where the endpoint sent none. */
export type EndedReply = { finishReason: string; text: string; calls: number; thought: boolean };

/** Decides how a reply ended; nothing else reads finish reasons. */
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
      // It announced calls and has none: the endpoint could not read what the model wrote.
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

/**
 * The finish reason that counts among those of a reply's choices: problems before calls, calls before everything
 * else.
 */
export function gravest(finishReasons: readonly string[]): string {
  const rank = (finishReason: string) => {
    const reason = reasonOf(finishReason);
    return reason === "unstated" ? 3 : reason === "done" ? 2 : reason === "calls" ? 1 : 0;
  };
  return finishReasons.toSorted((a, b) => rank(a) - rank(b))[0] ?? "";
}
