import { MessageSquareText, Wrench } from "lucide-react";
import { KindIcon } from "@/components/ui/kind-icon.tsx";
import type { Span } from "@/lib/trace/trace.ts";
import { kindOf, type TraceStep } from "./trace-step.ts";

/** What a span is, at a glance: its step's kind, a model's words, or a tool at work. */
export function SpanIcon({
  span,
  steps,
  size = 14,
}: {
  span: Span;
  steps: readonly TraceStep[];
  size?: number;
}) {
  switch (span.kind) {
    case "step":
      return <KindIcon kind={kindOf(steps, span)} size={size} />;
    case "model":
      return (
        <MessageSquareText size={size} strokeWidth={1.75} aria-hidden className="shrink-0 text-ink-faint" />
      );
    case "tool":
      return <Wrench size={size} strokeWidth={1.75} aria-hidden className="shrink-0 text-kind-tool" />;
  }
}
