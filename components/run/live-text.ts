import { cutText } from "@/lib/graph/text-cut.ts";
import type { TextDelta } from "@/lib/run/live-stream.ts";
import { TextSoFar } from "@/lib/run/text-so-far.ts";
import type { Span } from "@/lib/trace/trace.ts";

/** The text that model calls are writing, by span. Live only: what a call wrote in the end stands in its reply. */
export type LiveText = {
  /** Takes a piece; false when there is a hole before it, so the text must be asked for again. */
  add(delta: TextDelta): boolean;
  of(span: number): string;
};

/** No text yet. A piece that is known already, or overlaps what is known, changes only what is new in it. */
export function createLiveText(): LiveText {
  const texts = new Map<number, TextSoFar>();
  return {
    add({ span, offset, text }) {
      const soFar = texts.get(span) ?? new TextSoFar();
      texts.set(span, soFar);
      return soFar.append(offset, text) !== "hole";
    },
    of: (span) => texts.get(span)?.text ?? "",
  };
}

/** The text of a finished reply as far as it had come `at` (epoch ms), by its recorded timing. */
export function textWrittenBy(span: Span, text: string, at: number): string {
  const elapsed = at - span.startedAt;
  let length = 0;
  for (const [ms, characters] of span.reply?.chunks ?? []) {
    if (ms > elapsed) break;
    length = characters;
  }
  return cutText(text, length);
}
