import type { BodyOf, ModelReply } from "./event.ts";
import type { Value } from "./value.ts";

/** What a visit's end may take its result from: a model call by its reply, a performed tool by its result. */
type Within = { reply: Pick<ModelReply, "output" | "text"> } | { result: Value | null };

/** The result that a visit's end gives, or names: what it received, or what came of a call in it (`within` finds that). */
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
