"use client";

import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

type Props = {
  title: string;
  /** In a few words, what is set here; shown while it is closed too. */
  summary?: ReactNode;
  /** Closed at first, for what most people leave as it is. */
  closed?: boolean;
  actions?: ReactNode;
  children: ReactNode;
};

/** A group of fields with a heading that opens and closes it. */
export function Section({ title, summary, closed = false, actions, children }: Props) {
  return (
    <details open={!closed} className="group border-line border-t">
      <summary className="flex h-9 list-none items-center gap-1.5 px-4 hover:bg-hover focus-visible:-outline-offset-2 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          size={14}
          aria-hidden
          className="-ml-1 shrink-0 text-ink-faint transition-transform group-open:rotate-90"
        />
        <span className="font-strong text-12">{title}</span>
        {summary && (
          <span className="min-w-0 flex-1 truncate text-right text-12 text-ink-faint">{summary}</span>
        )}
        {actions && <span className="ml-auto flex">{actions}</span>}
      </summary>
      <div className="flex flex-col gap-3 px-4 pt-1 pb-4">{children}</div>
    </details>
  );
}
