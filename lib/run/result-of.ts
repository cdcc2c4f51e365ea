import type { BodyOf, ModelReply } from "./event.ts";
import type { Value } from "./value.ts";

/** Where a visit's end may take its result from: the reply of a model call, or the result of a tool. */
type Within = { reply: Pick<ModelReply, "output" | "text"> } | { result: Value | null };

/**
 * The result of a visit's end: its own, what the visit received, or that of a call inside it, which `within` looks
 * up.
 */
export function resultOf(
  { result, resultOf: from }: Pick<BodyOf<"span-end">, "result" | "resultOf">,
  visit: { id: number; received: Value | null },
  within: (span: number) => Within | undefined,
): Value | null {
  if (from === undefined) return result;
  if (from === visit.id) return visit.received;
  const call = within(from);
  if (!call) return null;
  if ("result" in call) return call.result;
  return call.reply.output?.ok ? call.reply.output.value : call.reply.text;
}
