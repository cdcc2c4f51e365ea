import type { Usage } from "../../../run/usage.ts";

/** A call that the model asks for; `arguments` is the text as the model wrote it. */
export type CollectedCall = { id: string; name: string; arguments: string };

/** A reply, as far as it has come. `usage` is null while none was reported. */
export type CollectedReply = {
  text: string;
  calls: CollectedCall[];
  finishReason: string | null;
  model: string | null;
  usage: Usage | null;
  choices: number;
  firstTokenMs: number | null;
  chunks: [number, number][];
};

/** Takes one `chat.completion.chunk` (or a whole completion), gives the text it adds. */
export type Collector = {
  add: (chunk: unknown, atMs: number) => string;
  /** Characters of text and arguments so far. */
  characters: () => number;
  reply: () => CollectedReply;
};

const CHUNK_MS = 16;

/**
 * Puts a reply together from its chunks, tolerant of what compatible endpoints do: calls without index or id, ids
 * used twice, several calls under one index, usage in any chunk, and a whole message where a delta was expected.
 */
export function collectReply(): Collector {
  let text = "";
  let argumentLength = 0;
  let finishReason: string | null = null;
  let refused = false;
  let model: string | null = null;
  let usage: Usage | null = null;
  let choices = 0;
  let firstTokenMs: number | null = null;
  const chunks: [number, number][] = [];
  const calls: { index: number | null; id: string | null; name: string; arguments: string[] }[] = [];

  function addCall(delta: Record<string, unknown>) {
    const part = record(delta.function);
    const id = textOf(delta.id);
    const name = textOf(part.name);
    const index = typeof delta.index === "number" ? delta.index : null;
    let call =
      index === null
        ? (calls.find((known) => id !== null && known.id === id) ??
          (name === null ? calls.at(-1) : undefined))
        : calls.findLast((known) => known.index === index);
    // A second id with a name under a used index is a second call, whatever the index says.
    if (call && id !== null && call.id !== null && call.id !== id && name !== null) call = undefined;
    if (!call) {
      call = { index, id, name: "", arguments: [] };
      calls.push(call);
    }
    call.id ??= id;
    if (name !== null && call.name === "") call.name = name;
    const piece =
      typeof part.arguments === "string"
        ? part.arguments
        : part.arguments == null
          ? ""
          : JSON.stringify(part.arguments);
    call.arguments.push(piece);
    argumentLength += piece.length;
  }

  return {
    add(chunk, atMs) {
      const { choices: list, model: named, usage: reported } = record(chunk);
      model ??= textOf(named);
      usage = readUsage(reported) ?? usage;
      let added = "";
      for (const choice of Array.isArray(list) ? list.map(record) : []) {
        if (typeof choice.index === "number" && choice.index !== 0) continue;
        choices += 1;
        const delta = record(choice.delta ?? choice.message);
        const refusal = textOf(delta.refusal);
        if (refusal !== null) refused = true;
        added += textIn(delta.content) + (refusal ?? "");
        const asked = Array.isArray(delta.tool_calls) ? delta.tool_calls.map(record) : [];
        for (const call of asked) addCall(call);
        finishReason = textOf(choice.finish_reason) ?? finishReason;
        if (added !== "" || asked.length > 0) firstTokenMs ??= tenths(atMs);
      }
      if (added === "") return "";
      text += added;
      const last = chunks.at(-1);
      if (last && atMs - last[0] < CHUNK_MS) last[1] = text.length;
      else chunks.push([tenths(atMs), text.length]);
      return added;
    },
    characters: () => text.length + argumentLength,
    reply: () => ({
      text,
      calls: withIds(calls),
      finishReason: refused ? "refusal" : finishReason,
      model,
      usage,
      choices,
      firstTokenMs,
      chunks,
    }),
  };
}

/** Every call gets an id of its own: a missing one is made, the second use of one gets a number. */
function withIds(calls: { id: string | null; name: string; arguments: string[] }[]): CollectedCall[] {
  const used = new Set<string>();
  return calls.map((call, ordinal) => {
    const wanted = call.id || `call_${ordinal + 1}`;
    let id = wanted;
    for (let n = 2; used.has(id); n += 1) id = `${wanted}_${n}`;
    used.add(id);
    return { id, name: call.name, arguments: call.arguments.join("") };
  });
}

function readUsage(reported: unknown): Usage | null {
  const { prompt_tokens, completion_tokens, prompt_tokens_details } = record(reported);
  if (!isCount(prompt_tokens) || !isCount(completion_tokens)) return null;
  const cached = record(prompt_tokens_details).cached_tokens;
  return {
    inputTokens: prompt_tokens,
    cachedTokens: isCount(cached) ? Math.min(cached, prompt_tokens) : 0,
    outputTokens: completion_tokens,
    estimated: false,
  };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** Content is text, or (from some endpoints) a list of parts with text. */
function textIn(content: unknown): string {
  if (Array.isArray(content)) return content.map((part) => textOf(record(part).text) ?? "").join("");
  return textOf(content) ?? "";
}

function record(value: unknown): Record<string, unknown> {
  // Members of any non-null object may be read as unknown.
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
