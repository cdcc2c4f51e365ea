import type { CallPiece } from "./collect-calls.ts";

/** What one delta (or one whole message) of a reply says. */
export type Said = {
  text: string;
  thinking: string;
  refusal: string;
  calls: readonly CallPiece[];
  /** A call in the older form: one per reply, without index and id. */
  olderCall: CallPiece | null;
};

/**
 * Reads every place where compatible endpoints put parts of a reply: `content` as text or as a list of parts, thinking in
 * `reasoning_content`, `reasoning`, `thinking` or `reasoning_details`, `refusal`, `tool_calls` and the older `function_call`.
 */
export function readMessage(delta: Record<string, unknown>): Said {
  const said: Said = {
    text: "",
    thinking: thinkingIn(delta),
    refusal: textOf(delta.refusal) ?? "",
    calls: Array.isArray(delta.tool_calls) ? delta.tool_calls.map(calledIn) : NONE,
    olderCall: null,
  };
  const { content, function_call } = delta;
  if (typeof content === "string") said.text = content;
  else if (Array.isArray(content)) for (const part of content) addPart(said, record(part));
  else if (content != null) addPart(said, record(content));
  if (function_call != null) {
    const older = record(function_call);
    if (textOf(older.name) !== null || textOf(older.arguments) !== null)
      said.olderCall = callPiece({}, older);
  }
  return said;
}

const NONE: readonly CallPiece[] = [];

function addPart(said: Said, part: Record<string, unknown>): void {
  switch (part.type) {
    case "refusal":
      said.refusal += textOf(part.refusal) ?? "";
      return;
    case "thinking":
    case "reasoning":
      said.thinking +=
        textsIn(part.thinking) || textsIn(part.reasoning) || textsIn(part.text) || textsIn(part.summary);
      return;
    case "tool_use":
      said.calls = [...said.calls, callPiece(part, { name: part.name, arguments: part.input })];
      return;
    default:
      said.text += textOf(part.text) ?? textOf(record(part.text).value) ?? "";
  }
}

/** The same thinking often stands in several fields; one of them is read. */
function thinkingIn(delta: Record<string, unknown>): string {
  const { reasoning_content, reasoning, thinking, reasoning_text, reasoning_details } = delta;
  return (
    textsIn(reasoning_content) ||
    textsIn(reasoning) ||
    textsIn(thinking) ||
    textsIn(reasoning_text) ||
    textsIn(reasoning_details)
  );
}

/** Text, or the texts of a list of parts, or of one part. */
function textsIn(value: unknown): string {
  if (typeof value === "string") return value;
  if (value == null) return "";
  if (Array.isArray(value)) return value.map(textsIn).join("");
  const { text, summary, content } = record(value);
  return textOf(text) ?? textOf(summary) ?? textOf(content) ?? "";
}

function callPiece(entry: Record<string, unknown>, made: Record<string, unknown>): CallPiece {
  const { arguments: given } = made;
  return {
    index: typeof entry.index === "number" ? entry.index : null,
    id: textOf(entry.id),
    name: textOf(made.name) ?? textOf(entry.name),
    arguments: typeof given === "string" ? given : given == null ? "" : JSON.stringify(given),
  };
}

function calledIn(entry: unknown): CallPiece {
  const call = record(entry);
  return callPiece(call, record(call.function));
}

/** A text that says something, else null. */
export function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** The members of an object; none of anything else. */
export function record(value: unknown): Record<string, unknown> {
  // Members of any non-null object may be read as unknown.
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
