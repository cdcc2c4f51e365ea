"use client";

import { ByteSize, TokenCount } from "@/components/ui/quantity.tsx";
import type { ContextField } from "@/lib/graph/edge.ts";
import type { JsonObject } from "@/lib/graph/json.ts";
import { previewContext, previewWhole } from "@/lib/plan/context-preview.ts";

/** From here on a hand-over is told to be large, tokens. */
const LARGE_TOKENS = 4_000;

type Props = {
  receiver: string;
  context: readonly ContextField[];
  /** All that it receives, where no fields choose among it. */
  whole?: JsonObject | null;
  sample: JsonObject;
  /** The values are those of the last run, not made up from the shapes. */
  fromRun: boolean;
};

/** What the receiver will get, as text, with its size. */
export function ReceivesPreview({ receiver, context, whole = null, sample, fromRun }: Props) {
  const preview = whole ? previewWhole(whole) : previewContext(context, sample);
  const missing = preview.fields.filter((field) => field.from === "missing");
  return (
    <div className="overflow-hidden rounded-control border border-line">
      <div className="flex items-center gap-2 border-line border-b bg-sunken px-2 py-1 text-12 text-ink-soft">
        <span className="min-w-0 flex-1 truncate">{receiver} receives</span>
        <ByteSize bytes={preview.bytes} className="text-11" />
        <TokenCount count={preview.tokens} estimated className="text-11" />
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
        tabIndex={0}
        className="figures max-h-72 overflow-auto whitespace-pre-wrap px-2 py-1.5 text-11 leading-4 wrap-anywhere focus-visible:-outline-offset-2"
      >
        {preview.text}
      </pre>
      <p className="border-line border-t px-2 py-1 text-12 text-ink-faint">
        {fromRun
          ? "With the values of the last run."
          : "With the first sample or a made-up input, and results as their shapes promise."}
        {missing.map((field) => (
          <span key={field.name} className="block text-waiting">
            {field.name} has no value: {field.message}
          </span>
        ))}
        {whole && preview.tokens > LARGE_TOKENS && (
          <span className="block text-waiting">That is a lot to hand on: add fields for what is needed.</span>
        )}
      </p>
    </div>
  );
}
