"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { CHANGE_PARTS, type Change, type ChangePart } from "@/lib/graph/diff/change.ts";

const TITLES: Record<ChangePart, string> = {
  form: "What it asks for",
  answer: "Its answer",
  effects: "What it does outside",
  models: "Models",
  steps: "Steps",
  connections: "Connections",
  drawing: "Drawing",
};

const FIRST = 12;

/** What changes, by what it is about; long texts open before and after, and a long list in whole. */
export function ChangeList({ changes }: { changes: readonly Change[] }) {
  const [whole, setWhole] = useState(false);
  const shown = whole ? changes : changes.slice(0, FIRST);
  const more = changes.length - shown.length;
  return (
    <div className="flex flex-col gap-2">
      <Parts changes={shown} />
      {more > 0 && (
        <Button size={28} variant="ghost" className="-ml-2.5 self-start" onClick={() => setWhole(true)}>
          Show {more} more
        </Button>
      )}
    </div>
  );
}

function Parts({ changes }: { changes: readonly Change[] }) {
  return (
    <dl className="flex flex-col gap-3">
      {CHANGE_PARTS.map((part) => {
        const own = changes.filter((change) => change.part === part);
        return (
          own.length > 0 && (
            <div key={part}>
              <dt className="text-11 text-ink-faint">{TITLES[part]}</dt>
              <dd>
                <ul className="flex flex-col">
                  {own.map((change, at) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: changes have no identity, and their order stays
                    <li key={at} className="wrap-anywhere py-0.5 text-13">
                      {change.texts ? <LongChange {...change} texts={change.texts} /> : change.words}
                    </li>
                  ))}
                </ul>
              </dd>
            </div>
          )
        );
      })}
    </dl>
  );
}

function LongChange({ words, texts }: Change & { texts: NonNullable<Change["texts"]> }) {
  return (
    <details className="group">
      <summary className="flex list-none items-start gap-1 rounded-mark hover:bg-hover [&::-webkit-details-marker]:hidden">
        <ChevronRight
          size={14}
          aria-hidden
          className="mt-1 shrink-0 text-ink-faint transition-transform group-open:rotate-90"
        />
        <span className="min-w-0">{words}</span>
      </summary>
      <div className="mt-1 mb-2 flex flex-col gap-2 pl-[18px]">
        <LongText label="Before" text={texts.before} />
        <LongText label="After" text={texts.after} />
      </div>
    </details>
  );
}

function LongText({ label, text }: { label: string; text: string }) {
  return (
    <div>
      <p className="text-11 text-ink-faint">{label}</p>
      {text === "" ? (
        <p className="text-12 text-ink-faint">Nothing</p>
      ) : (
        <pre className="figures wrap-anywhere whitespace-pre-wrap rounded-control border border-line bg-paper px-2 py-1 text-11">
          {text}
        </pre>
      )}
    </div>
  );
}
