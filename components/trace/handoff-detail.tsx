import { handedFrom, handedTo } from "@/lib/trace/handed-over.ts";
import type { Span, Trace } from "@/lib/trace/trace.ts";
import { DetailSection } from "./detail-section.tsx";

type Props = { trace: Trace; span: Span; onSelect: (span: number) => void };

/** To whom an agent gave control, and from whom it had got it. What was handed over is the giver's result. */
export function HandoffDetail({ trace, span, onSelect }: Props) {
  const giver = handedFrom(trace, span);
  const handed = handedTo(trace, span);
  if (!giver && !handed) return null;
  return (
    <DetailSection title="Handoff">
      {giver && (
        <p className="wrap-anywhere text-13">
          It got control from <To span={giver} onSelect={onSelect} />.
        </p>
      )}
      {handed && (
        <p className="wrap-anywhere text-13">
          It handed over to <To span={handed.to} onSelect={onSelect} />, with what stands below as its result.
        </p>
      )}
    </DetailSection>
  );
}

function To({ span, onSelect }: { span: Span; onSelect: (span: number) => void }) {
  return (
    <button
      type="button"
      onClick={() => onSelect(span.id)}
      className="underline underline-offset-2 hover:text-ink"
    >
      {span.name}
    </button>
  );
}
