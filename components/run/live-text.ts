import { cutText } from "@/lib/graph/text-cut.ts";
import type { TextDelta } from "@/lib/run/live-stream.ts";
import { TextSoFar } from "@/lib/run/text-so-far.ts";
import type { Span } from "@/lib/trace/trace.ts";

/** The text that model calls are writing, by span. Live only: the final text of a call is in its reply. */
export type LiveText = {
  /** Adds a piece; false when text before it is missing, so that it must be asked for again. */
  add(delta: TextDelta): boolean;
  of(span: number): string;
};

/** Starts without text. Of pieces that are known or overlap, only what is new counts. */
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

/** The part of a finished reply's text that had arrived by `at` (epoch ms), by its recorded timing. */
export function textWrittenBy(span: Span, text: string, at: number): string {
  const elapsed = at - span.startedAt;
  let length = 0;
  for (const [ms, characters] of span.reply?.chunks ?? []) {
    if (ms > elapsed) break;
    length = characters;
  }
  return cutText(text, length);
}
