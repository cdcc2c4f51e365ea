"use client";

import { ByteSize, TokenCount } from "@/components/ui/quantity.tsx";
import type { ContextField } from "@/lib/graph/edge.ts";
import type { JsonObject } from "@/lib/graph/json.ts";
import { previewContext } from "@/lib/plan/context-preview.ts";

type Props = {
  receiver: string;
  context: readonly ContextField[];
  sample: JsonObject;
  /** The values are those of the last run, not made up from the shapes. */
  fromRun: boolean;
};

/** What the receiver will get, as text, with its size. */
export function ReceivesPreview({ receiver, context, sample, fromRun }: Props) {
  const preview = previewContext(context, sample);
  const missing = preview.fields.filter((field) => field.from === "missing");
  return (
    <div className="overflow-hidden rounded-control border border-line">
      <div className="flex items-center gap-2 border-line border-b bg-sunken px-2 py-1 text-12 text-ink-soft">
        <span className="min-w-0 flex-1 truncate">{receiver} receives</span>
        <ByteSize bytes={preview.bytes} className="text-11" />
        <TokenCount count={preview.tokens} estimated className="text-11" />
      </div>
      <pre className="figures max-h-72 overflow-auto whitespace-pre-wrap px-2 py-1.5 text-11 leading-4 wrap-anywhere">
        {preview.text}
      </pre>
      <p className="border-line border-t px-2 py-1 text-12 text-ink-faint">
        {fromRun
          ? "With the values of the last run."
          : "With the first sample; results as their shapes promise."}
        {missing.map((field) => (
          <span key={field.name} className="block text-waiting">
            {field.name} has no value: {field.message}
          </span>
        ))}
      </p>
    </div>
  );
}
