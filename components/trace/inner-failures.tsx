import { Notice } from "@/components/ui/notice.tsx";
import { joined } from "@/lib/trace/decision-words.ts";
import {
  type Care,
  type Failures,
  failuresIn,
  failureWords,
  type Handled,
  handledWords,
} from "@/lib/trace/failures.ts";
import { spanTitle, spanWords } from "@/lib/trace/sentences.ts";
import type { Span, Trace } from "@/lib/trace/trace.ts";
import type { RunSources } from "./run-sources.ts";
import { stepAt } from "./step-at.ts";
import { useRunSources } from "./use-run-sources.tsx";

/** More than these would push the answer out of sight; the tree has them all. */
const MOST_SHOWN = 8;

type Props = { trace: Trace; onSelect: (span: number) => void };

/** Of a run that ended well: what failed in it, with the way there, and what its answer lacks and why. */
export function InnerFailures({ trace, onSelect }: Props) {
  if (trace.state !== "ok") return null;
  const { failed, handled, missing } = failuresIn(trace);
  const words = failureWords({ failed: failed.length, missing: missing.length });
  return (
    <>
      {words !== "" && <OpenFailures {...{ trace, failed, missing, words, onSelect }} />}
      {handled.length > 0 && <HandledFailures trace={trace} handled={handled} onSelect={onSelect} />}
    </>
  );
}

type OpenProps = Props & Pick<Failures, "failed" | "missing"> & { words: string };

function OpenFailures({ trace, failed, missing, words, onSelect }: OpenProps) {
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
            {toldWords(trace, span)}
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

/** That whoever had asked for it was told. */
function toldWords(trace: Trace, { call, parent }: Span): string {
  const asker = call && parent !== null ? trace.spans.get(parent) : undefined;
  return asker ? `, and ${asker.name} was told` : "";
}

function HandledFailures({ trace, handled, onSelect }: Props & { handled: readonly Handled[] }) {
  const { plan, words } = useRunSources();
  const left = handled.length - MOST_SHOWN;
  return (
    <section className="flex flex-col gap-1 text-12 text-ink-soft">
      <h3 className="font-strong">{handledWords(handled.length)}</h3>
      <ul className="flex flex-col gap-1">
        {handled.slice(0, MOST_SHOWN).map(({ span, failure, care }) => (
          <li key={span.id} className="wrap-anywhere">
            <button
              type="button"
              onClick={() => onSelect(span.id)}
              title={failure?.message}
              className="text-left underline underline-offset-2 hover:text-ink"
            >
              {care.by === "result" ? `${spanTitle(trace, span)} failed` : spanWords(trace, span)}
            </button>
            {`: ${careWords(care, span, { trace, plan, words })}.`}
          </li>
        ))}
        {left > 0 && <li>{left === 1 ? "One more." : `${left} more.`}</li>}
      </ul>
    </section>
  );
}

type CareSources = { trace: Trace } & Pick<RunSources, "plan" | "words">;

/** What was done for a failure, without a full stop. */
function careWords(care: Care, span: Span, { trace, plan, words }: CareSources): string {
  switch (care.by) {
    case "flow":
      return `control went on to ${joined(care.edges.map((edge) => words.flow(span, edge)?.to ?? "another step"))}`;
    case "left-out":
      return "it was left out";
    case "result":
      return "it went on with the result given for that";
    case "again":
      return "it was tried again and went well";
    case "item": {
      const map = trace.spans.get(span.parent ?? 0);
      const step = map && stepAt(plan, map);
      if (step?.kind !== "map") return "the map went on without it";
      return step.failedItems === "keep" ? "it stands in the list as an error" : "it is left out of the list";
    }
  }
}
