import { Notice } from "@/components/ui/notice.tsx";
import { failuresIn, failureWords } from "@/lib/trace/failures.ts";
import { spanWords } from "@/lib/trace/sentences.ts";
import type { Trace } from "@/lib/trace/trace.ts";

/** More than these would push the answer out of sight; the tree has them all. */
const MOST_SHOWN = 8;

type Props = { trace: Trace; onSelect: (span: number) => void };

/** Of a run that ended well: what failed in it, with the way there, and what its answer lacks and why. */
export function InnerFailures({ trace, onSelect }: Props) {
  if (trace.state !== "ok") return null;
  const { failed, missing } = failuresIn(trace);
  const words = failureWords({ failed: failed.length, missing: missing.length });
  if (words === "") return null;
  const left = failed.length - MOST_SHOWN;
  return (
    <Notice tone="error" title={`Done, ${words}`}>
      <ul className="flex flex-col gap-1">
        {failed.slice(0, MOST_SHOWN).map((span) => (
          <li key={span.id} className="wrap-anywhere">
            <button
              type="button"
              onClick={() => onSelect(span.id)}
              className="text-left underline underline-offset-2 hover:text-ink"
            >
              {spanWords(trace, span)}
            </button>
            {span.failure && `: ${span.failure.message}`}
          </li>
        ))}
        {left > 0 && <li>{left === 1 ? "One more failed." : `${left} more failed.`}</li>}
        {missing.map(({ expression, reason }) => (
          <li key={expression} className="wrap-anywhere">
            The answer lacks <code className="figures text-12">{expression}</code>: {reason}.
          </li>
        ))}
      </ul>
    </Notice>
  );
}
