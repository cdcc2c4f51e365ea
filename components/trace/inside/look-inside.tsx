import { Maximize2 } from "lucide-react";
import { IconButton } from "@/components/ui/icon-button.tsx";
import type { Span } from "@/lib/trace/trace.ts";
import { stepAt } from "../step-at.ts";
import { useRunSources } from "../use-run-sources.tsx";

/** At the details of a visit to a workflow: shows its graph. Nothing for other spans. */
export function LookInside({ span, onOpen }: { span: Span; onOpen: (visit: number) => void }) {
  const { plan } = useRunSources();
  if (span.kind !== "step" || stepAt(plan, span)?.kind !== "workflow") return null;
  return (
    <IconButton
      label="Look inside on the canvas"
      icon={<Maximize2 size={14} aria-hidden />}
      onClick={() => onOpen(span.id)}
    />
  );
}
